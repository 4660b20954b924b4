import { HubUnreachable, Interrupted } from "./downloadErrors";
import type { PartFile } from "./partFile";
import type { FileToFetch } from "./planFiles";
import { etagOf, rangeOf, retryAfter } from "./responseHeaders";

export interface Timing {
  /** A connection that brings no byte for so long is given up, ms. */
  stall: number;
  /** The first wait before another try, ms; doubled at each further one that brings nothing. */
  pause: number;
  /** The longest of these waits, ms. */
  longestPause: number;
  /** The longest wait that a server may ask for, ms. */
  longestAsked: number;
  /** Tries in a row that may bring nothing. */
  tries: number;
}

export interface FetchOptions {
  fetch: typeof fetch;
  timing: Timing;
  /** 0 to 1. */
  random(): number;
  now(): number;
  /** Rejects with the signal's reason where that is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** How far one file is, for who shows it. */
export interface FileWatch {
  /** `size`: of the whole file, null where nobody knows. */
  onBytes(there: number, size: number | null): void;
  /** When the next try is, ms by the clock; null when it has come. */
  onWait(until: number | null): void;
}

/** What the files of one download share. */
export interface Hold {
  /** No request before this time: a server that asks one to wait means all. */
  until: number;
}

/** Answers that a server gives when it is busy for a moment. */
const BUSY = [408, 429, 500, 502, 503, 504];

/**
 * Brings a part to its end, over as many requests as that takes. Resolves with false where what comes cannot be the file:
 * too long, or as short at each try. Rejects with HubUnreachable where nothing more comes.
 */
export async function receiveFile(
  part: PartFile,
  file: FileToFetch,
  { fetch, timing, random, now, wait }: FetchOptions,
  watch: FileWatch,
  hold: Hold,
  signal: AbortSignal,
): Promise<boolean> {
  let urls = file.urls;
  let [url = ""] = urls;
  let failures = 0;
  let most = part.size;
  let shortAt = -1;
  watch.onBytes(part.size, file.bytes);

  /** One request. Null: the next one may start at once. */
  async function request(): Promise<boolean | null> {
    // Without a name for the content, only its hash would tell that what comes now belongs to what came before.
    const goesOn = part.size > 0 && (part.etag !== null || file.sha256 !== null);
    const over = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => over.abort(new Interrupted(`${hostOf(url)} sent nothing for a while.`)), timing.stall);
    };
    alive();
    try {
      const response = await online(
        fetch(url, {
          // A range from a start needs no preflight request, which not every host of files answers. If-Range would.
          headers: goesOn ? { Range: `bytes=${part.size}-` } : {},
          // Its bytes are kept once already.
          cache: "no-store",
          signal: AbortSignal.any([signal, over.signal]),
        }),
      );
      alive();
      const size = await prepare(response, goesOn);
      if (typeof size === "boolean" || size === "again") return size === "again" ? null : size;
      const reader = response.body?.getReader();
      for (;;) {
        const { done, value } = (await (reader && online(reader.read()))) ?? { done: true };
        alive();
        if (done) break;
        if (file.bytes !== null && part.size + value.length > file.bytes) return false;
        await part.append(value);
        watch.onBytes(part.size, size.total);
      }
      const wanted = file.bytes ?? size.certain;
      if (wanted === null || part.size === wanted) return true;
      if (part.size === shortAt) return false;
      shortAt = part.size;
      throw new Interrupted(`${hostOf(url)} sent only a part of a file.`);
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }

  /** Makes the part ready for the body of an answer, whose file has `total` bytes (only `certain` ones are to be relied on); or says what to do without the body. */
  async function prepare(
    response: Response,
    goesOn: boolean,
  ): Promise<boolean | "again" | { total: number | null; certain: number | null }> {
    const { status } = response;
    const etag = etagOf(response.headers);
    const range = rangeOf(response.headers);
    if (status === 200) {
      await part.restart(etag);
      // Of an answer that was compressed on the way this is another length.
      const length = Number(response.headers.get("Content-Length")) || null;
      return { total: file.bytes ?? length, certain: null };
    }
    if (goesOn && status === 206) {
      const isSame = etag === part.etag || (etag === null && file.sha256 !== null) || part.etag === null;
      const size = file.bytes ?? range?.size ?? null;
      if (isSame && (range === null || range.start === part.size)) return { total: size, certain: size };
    }
    if (goesOn && status === 416 && range?.size === part.size) return file.bytes === null || file.bytes === part.size;
    if (goesOn && (status === 206 || status === 416)) {
      await part.restart(null);
      return "again";
    }
    if (BUSY.includes(status)) {
      throw new Interrupted(`${hostOf(url)} is busy (${status}).`, retryAfter(response.headers, now()));
    }
    const [, next] = urls;
    if ((status === 404 || status === 403) && next) {
      urls = urls.slice(1);
      url = next;
      return "again";
    }
    throw new HubUnreachable(`${hostOf(url)} does not hand out ${file.path} (${status}).`);
  }

  for (;;) {
    await pauseUntil(hold.until);
    try {
      const arrived = await request();
      if (arrived !== null) return arrived;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Interrupted)) throw error;
      failures = part.size > most ? 1 : failures + 1;
      most = Math.max(most, part.size);
      if (failures >= timing.tries) throw new HubUnreachable(`${error.message} What came so far is kept.`);
      if (error.waitMs !== null && error.waitMs > timing.longestAsked) {
        const minutes = Math.ceil(error.waitMs / 60_000);
        throw new HubUnreachable(`${hostOf(url)} asks to wait ${minutes} minutes. What came so far is kept.`);
      }
      if (error.waitMs !== null) hold.until = Math.max(hold.until, now() + error.waitMs);
      // With chance in it, so that files which failed together do not come back together.
      const pause = Math.min(timing.longestPause, timing.pause * 2 ** (failures - 1)) * (0.5 + random() / 2);
      await pauseUntil(now() + (error.waitMs === null ? pause : error.waitMs + random() * timing.pause));
    }
  }

  async function pauseUntil(time: number): Promise<void> {
    if (time <= now()) return;
    watch.onWait(time);
    try {
      await wait(time - now(), signal);
    } finally {
      watch.onWait(null);
    }
  }

  /** Whatever the network fails with, as what it is. */
  async function online<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      throw new Interrupted(`${hostOf(url)} could not be reached.`);
    }
  }
}

/** Who is asked, for people. */
function hostOf(url: string): string {
  return /^https?:/.test(url) ? new URL(url).host : "Cairn's server";
}
