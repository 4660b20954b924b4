import type { FileToFetch } from "./planFiles";
import type { DownloadProgress } from "./protocol";
import type { FileWatch } from "./receiveFile";

/** What a file of unknown size counts as until it says, bytes: a library or a tokenizer. */
const GUESS = 5_000_000;
/** The speed is that of the last so many ms. */
const WINDOW = 5000;
/** Told so often, ms, while nothing comes; bytes that come are told at most so often beside. */
const TICK = 250;

interface FileState {
  there: number;
  size: number;
  /** When its next try is. */
  until: number | null;
  /** It was begun, and is not whole. */
  isOpen: boolean;
}

export interface ProgressTracker {
  /** How far `file` is; it counts from now on. */
  watch(file: FileToFetch): FileWatch;
  /** Bytes of all files, as far as they are known. */
  readonly total: number;
  /** Tells how far it is a last time, and no more. */
  end(): void;
}

/** Adds up how far the files of a download are. */
export function trackProgress(tell: (progress: DownloadProgress) => void, now: () => number): ProgressTracker {
  const files = new Map<string, FileState>();
  /** Bytes that came, with their time. */
  let came: { at: number; bytes: number }[] = [];
  const started = now();
  let toldAt = -TICK;

  const sum = (of: "there" | "size") => [...files.values()].reduce((bytes, file) => bytes + file[of], 0);

  function progress(): DownloadProgress {
    const time = now();
    came = came.filter(({ at }) => at > time - WINDOW);
    const seconds = Math.max(0.25, Math.min(WINDOW, time - started) / 1000);
    const open = [...files.values()].filter(({ isOpen }) => isOpen);
    const waits = open.map(({ until }) => until).filter((until) => until !== null);
    const isWaiting = open.length > 0 && waits.length === open.length;
    return {
      done: sum("there"),
      total: sum("size"),
      bytesPerSecond: came.reduce((bytes, one) => bytes + one.bytes, 0) / seconds,
      waitingSeconds: isWaiting ? Math.max(0, Math.ceil((Math.min(...waits) - time) / 1000)) : null,
    };
  }

  function tellNow(): void {
    toldAt = now();
    tell(progress());
  }

  function tick(): void {
    if (now() - toldAt >= TICK) tellNow();
  }

  // Not held back by what was told a moment ago: else a wait could begin and end untold.
  const timer = setInterval(tellNow, TICK);
  return {
    get total() {
      return sum("size");
    },
    watch({ path, bytes }) {
      const file: FileState = { there: 0, size: bytes ?? GUESS, until: null, isOpen: false };
      files.set(path, file);
      let isFirst = true;
      return {
        onBytes(there, size) {
          // What an earlier call left was not brought now.
          if (!isFirst && there > file.there) came.push({ at: now(), bytes: there - file.there });
          isFirst = false;
          file.there = there;
          file.size = Math.max(size ?? file.size, there);
          file.isOpen = there < file.size;
          tick();
        },
        onWait(until) {
          file.until = until;
          tellNow();
        },
      };
    },
    end() {
      clearInterval(timer);
      tell(progress());
    },
  };
}
