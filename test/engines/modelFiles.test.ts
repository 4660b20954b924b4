import { describe, expect, it } from "vitest";
import type { ModelManifest } from "../../src/engines/llm/protocol";
import { modelFileUrl, readManifest } from "../../src/engines/llm/readManifest";

const answering = (respond: (url: string) => Response) => async (url: string | URL | Request) => respond(String(url));

describe("readManifest", () => {
  const manifest: ModelManifest = { version: 1, models: [], note: "a note" };

  it("reads what the server says", async () => {
    const urls: string[] = [];
    const read = await readManifest(
      answering((url) => {
        urls.push(url);
        return Response.json(manifest);
      }),
    );
    expect(read).toEqual(manifest);
    expect(urls).toEqual(["/models/manifest.json"]);
  });

  it.each([
    ["is missing", () => new Response("", { status: 404 }), "No model files are here."],
    ["cannot be read", () => new Response("", { status: 500 }), "could not be read (500)"],
    ["is a page", () => new Response("<!doctype html>"), "could not be read"],
    ["is of another version", () => Response.json({ version: 2, models: [] }), "does not know"],
    ["is no object", () => Response.json(null), "does not know"],
    [
      "is out of reach",
      () => {
        throw new TypeError("Failed to fetch");
      },
      "Failed to fetch",
    ],
  ])("is an empty list with a note where the manifest %s", async (_what, respond, note) => {
    const read = await readManifest(answering(respond));
    expect(read.models).toEqual([]);
    expect(read.note).toContain(note);
  });
});

describe("modelFileUrl", () => {
  it("names a file by its content, so that a cache may keep it for good", () => {
    expect(modelFileUrl({ path: "m/1.gguf", bytes: 3, sha256: "aaaabbbbccccdddd" })).toBe(
      "/models/m/1.gguf?v=aaaabbbbcccc",
    );
  });
});
