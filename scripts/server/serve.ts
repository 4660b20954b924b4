import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { securityHeaders } from "../../src/headers";
import { builtHub } from "../build/hub";
import { parseRange } from "./byteRange";
import { chooseEncoding, compressed } from "./compressed";
import { isText, mediaType } from "./mediaTypes";

export interface ServeOptions {
  /** 0: any free port. */
  port: number;
  /** The built app. */
  root: string;
  /** What `/models/` is served from; without it from `root`. */
  models?: string;
  /** False: no security headers, like a plain static host. */
  headers?: boolean;
  /** Address to listen on; this machine only, unless said otherwise. */
  host?: string;
}

export interface Served {
  /** With a slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Serves the built app over HTTP. Rejects where the port is taken. */
export async function serve({ port, root, models, headers = true, host = "127.0.0.1" }: ServeOptions): Promise<Served> {
  const { origins } = builtHub(root);
  const server = createServer((request, response) => {
    respond(request, response, { root, models, hub: headers ? origins : null }).catch((error: unknown) => {
      // A client that goes away in mid-file is no news.
      if (!response.headersSent) response.writeHead(500);
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://localhost:${bound}/`, port: bound, close: () => close(server) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { root, models, hub }: { root: string; models?: string; hub: readonly string[] | null },
): Promise<void> {
  const pathname = parsePath(request.url ?? "/");
  if (hub) {
    const headers = securityHeaders(pathname ?? "/", undefined, hub);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  }
  if (pathname === null) return finish(response, 400, "That is no address of this app.");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return finish(response, 405, "Only GET and HEAD are known here.");
  }
  const inModels = models !== undefined && pathname.startsWith("/models/");
  const file = inModels
    ? await findFile(models, pathname.slice("/models".length))
    : await findFile(root, pathname === "/" ? "/index.html" : pathname);
  if (!file) return finish(response, 404, "Nothing is here.");
  await send(request, response, file, pathname);
}

/** The decoded path of a request, or null where it is malformed. */
function parsePath(url: string): string | null {
  try {
    const pathname = decodeURIComponent(new URL(`http://localhost${url}`).pathname);
    return pathname.includes("\0") ? null : pathname;
  } catch {
    return null;
  }
}

interface File {
  path: string;
  size: number;
  /** Changes with the content. */
  version: string;
}

/** A file of `folder`; null for what is not there, no file, hidden, or outside of it, also by a symbolic link. */
async function findFile(folder: string, pathname: string): Promise<File | null> {
  if (pathname.split(/[/\\]/).some((part) => part.startsWith("."))) return null;
  try {
    const [base, path] = await Promise.all([realpath(folder), realpath(join(folder, pathname))]);
    if (!path.startsWith(base + sep)) return null;
    const found = await stat(path);
    if (!found.isFile()) return null;
    return { path, size: found.size, version: `${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return null;
    throw error;
  }
}

async function send(request: IncomingMessage, response: ServerResponse, file: File, pathname: string): Promise<void> {
  const type = mediaType(file.path);
  const large = pathname.startsWith("/models/");
  const encoding = isText(type) && !large ? chooseEncoding(request.headers["accept-encoding"]) : null;
  const tag = `"${file.version}${encoding ? `-${encoding}` : ""}"`;
  response.setHeader("Content-Type", type);
  response.setHeader("ETag", tag);
  response.setHeader("Cache-Control", cacheControl(request.url ?? "/", pathname));
  if (isText(type) && !large) response.setHeader("Vary", "Accept-Encoding");
  else response.setHeader("Accept-Ranges", "bytes");
  if (request.headers["if-none-match"]?.split(/\s*,\s*/).includes(tag)) return finish(response, 304);

  if (encoding) {
    const body = await compressed(file.path, encoding, file.version);
    response.writeHead(200, { "Content-Encoding": encoding, "Content-Length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
    return;
  }
  const fresh = request.headers["if-range"] === undefined || request.headers["if-range"] === tag;
  const range = fresh ? parseRange(request.headers.range, file.size) : null;
  if (range === "unsatisfiable") {
    response.setHeader("Content-Range", `bytes */${file.size}`);
    return finish(response, 416);
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  if (range) response.setHeader("Content-Range", `bytes ${start}-${end}/${file.size}`);
  response.writeHead(range ? 206 : 200, { "Content-Length": end - start + 1 });
  if (request.method === "HEAD" || file.size === 0) response.end();
  else await pipeline(createReadStream(file.path, { start, end }), response);
}

/** What has a hash in its address never changes; the rest is asked for again. */
function cacheControl(url: string, pathname: string): string {
  const hashed = pathname.startsWith("/assets/") || (pathname.startsWith("/models/") && /[?&]v=[0-9a-f]{8,}/.test(url));
  return hashed ? "public, max-age=31536000, immutable" : "no-cache";
}

function finish(response: ServerResponse, status: number, sentence?: string): void {
  if (sentence) response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.writeHead(status);
  response.end(sentence);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
  server.closeAllConnections();
  await closed;
}
