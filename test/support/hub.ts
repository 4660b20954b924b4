/**
 * A model hub on this machine that goes wrong as it is told to. It stands in for the hosts of weights and of libraries,
 * redirects to a second origin as they do, and to a third one that nobody may reach. It keeps a log of what it was asked.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseRange } from "../../scripts/server/byteRange";
import { CATALOG } from "../../src/engines/models/catalog";

/** What goes wrong with an answer; several things may at once. */
export interface Fault {
  /** Sends to the second origin, or to the one that nobody may reach. */
  redirect?: "cdn" | "stranger";
  /** Instead of the file. */
  status?: number;
  /** The header with it: seconds, or a date. */
  retryAfter?: string;
  /** The connection breaks after so many bytes of the body. */
  drop?: number;
  /** After so many bytes of the body nothing more comes. */
  stall?: number;
  /** The file ends after so many bytes, and its length says so. */
  short?: number;
  /** The byte at this place is another one. */
  wrong?: number;
  /** No Content-Length. */
  chunked?: boolean;
  /** Ranges are not known: the whole file comes. */
  noRange?: boolean;
  /** Another name for the content; null: none. */
  etag?: string | null;
  /** Milliseconds for each 64 KiB. */
  slow?: number;
  /** After so many bytes of the body the rest waits for a promise. */
  hold?: { after: number; until: Promise<unknown> };
}

export interface HubRequest {
  origin: "hub" | "cdn" | "stranger";
  method: string;
  /** The file's name alone. */
  file: string;
  range: string | null;
  status: number;
  /** Bytes of the body that were sent. */
  sent: number;
  /** All that came with it: method, address, headers and body. */
  text: string;
}

export interface LocalHub {
  /** Origins, without a slash at the end. */
  origin: string;
  cdn: string;
  stranger: string;
  requests: HubRequest[];
  /** Serves the files of `folder` as the model `id`, its model.wasm as the library of that name. */
  addModel(id: string, folder: string, library: string): void;
  /** The next answers for the file of that name, one fault for each; after them all is well again. */
  fail(file: string, ...faults: Fault[]): void;
  /** Each answer for the file of that name. */
  always(file: string, fault: Fault): void;
  /** No faults, and an empty log. */
  reset(): void;
  close(): Promise<void>;
}

const LIBRARIES = `/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/${CATALOG.libraries}`;
const PIECE = 65_536;

/** Starts it on free ports. */
export async function startHub(): Promise<LocalHub> {
  const files = new Map<string, Buffer>();
  const next = new Map<string, Fault[]>();
  const lasting = new Map<string, Fault>();
  const handedOn: Fault[] = [];
  const requests: HubRequest[] = [];

  async function answer(origin: HubRequest["origin"], request: IncomingMessage, response: ServerResponse) {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const file = pathname.slice(pathname.lastIndexOf("/") + 1);
    const range = request.headers.range ?? null;
    const method = request.method ?? "";
    const text = [`${method} ${request.url}`, ...request.rawHeaders, ""].join("\n");
    const entry: HubRequest = { origin, method, file, range, status: 0, sent: 0, text };
    requests.push(entry);
    request.on("data", (piece: Buffer) => {
      entry.text += piece.toString("latin1");
    });
    const finish = (status: number, headers: Record<string, string> = {}, body?: Buffer) => {
      entry.status = status;
      response.writeHead(status, { ...headers, ...(body && { "Content-Length": String(body.length) }) });
      response.end(body);
    };
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Expose-Headers", "ETag, Content-Range, Retry-After");
    // Not every host of files answers a preflight request, so that none may be needed.
    if (request.method !== "GET") return finish(403);
    const content = files.get(pathname);
    if (!content) return finish(404);
    const handed = searchParams.get("fault");
    const fault =
      handed === null ? (next.get(file)?.shift() ?? lasting.get(file) ?? {}) : (handedOn[Number(handed)] ?? {});

    const { redirect, ...rest } = fault;
    if (redirect) {
      const to = redirect === "cdn" ? cdn : stranger;
      return finish(302, { Location: `${to.origin}${pathname}?fault=${handedOn.push(rest) - 1}` });
    }
    if (fault.status) return finish(fault.status, fault.retryAfter ? { "Retry-After": fault.retryAfter } : {});
    await send(entry, response, altered(content, fault), fault);
  }

  async function send(entry: HubRequest, response: ServerResponse, content: Buffer, fault: Fault): Promise<void> {
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
    const etag = fault.etag === undefined ? `"${hash}"` : fault.etag;
    if (etag !== null) response.setHeader("ETag", etag);
    const range = fault.noRange ? null : parseRange(entry.range ?? undefined, content.length);
    if (range === "unsatisfiable") {
      entry.status = 416;
      response.writeHead(416, { "Content-Range": `bytes */${content.length}` });
      response.end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: content.length - 1 };
    const body = content.subarray(start, end + 1);
    entry.status = range ? 206 : 200;
    if (range) response.setHeader("Content-Range", `bytes ${start}-${end}/${content.length}`);
    if (!fault.chunked) response.setHeader("Content-Length", body.length);
    response.writeHead(entry.status, { "Content-Type": "application/octet-stream" });
    const most = Math.min(body.length, fault.drop ?? fault.stall ?? body.length);
    for (let at = 0; at < most && !response.destroyed; at += PIECE) {
      const piece = body.subarray(at, Math.min(at + PIECE, most));
      if (fault.slow) await sleep(fault.slow);
      if (fault.hold && at >= fault.hold.after) await fault.hold.until;
      if (!response.write(piece)) await drained(response);
      entry.sent += piece.length;
    }
    if (fault.drop !== undefined) {
      // What was written has to leave this machine before the connection does.
      await sleep(30);
      response.destroy();
    } else if (fault.stall === undefined) response.end();
  }

  const hub = await listen((request, response) => answer("hub", request, response));
  const cdn = await listen((request, response) => answer("cdn", request, response));
  const stranger = await listen((request, response) => answer("stranger", request, response));
  return {
    origin: hub.origin,
    cdn: cdn.origin,
    stranger: stranger.origin,
    requests,
    addModel(id, folder, library) {
      for (const name of readdirSync(folder)) {
        const bytes = readFileSync(join(folder, name));
        files.set(name === "model.wasm" ? `${LIBRARIES}/${library}` : `/mlc-ai/${id}/resolve/main/${name}`, bytes);
      }
    },
    fail(file, ...faults) {
      next.set(file, faults);
    },
    always(file, fault) {
      lasting.set(file, fault);
    },
    reset() {
      next.clear();
      lasting.clear();
      requests.length = 0;
    },
    async close() {
      await Promise.all([hub, cdn, stranger].map(({ server }) => close(server)));
    },
  };
}

/** Resolves when there is room for more, or nobody to take it. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off("drain", go);
      response.off("close", go);
      resolve();
    };
    response.on("drain", go);
    response.on("close", go);
  });
}

function altered(content: Buffer, { short, wrong }: Fault): Buffer {
  if (short !== undefined) return content.subarray(0, short);
  if (wrong === undefined) return content;
  const copy = Buffer.from(content);
  copy[wrong] = (copy[wrong] ?? 0) ^ 1;
  return copy;
}

async function listen(
  respond: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
