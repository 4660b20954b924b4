import { describe, expect, it } from "vitest";
import { fetchModel } from "../../src/engines/llm/fetchModel";
import type { ModelEntry, ModelManifest } from "../../src/engines/llm/protocol";
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

describe("fetchModel", () => {
  const model: ModelEntry = {
    id: "m",
    name: "A model",
    kind: "gguf",
    files: [
      { path: "m/1.gguf", bytes: 3, sha256: "aaaabbbbccccdddd" },
      { path: "m/2.gguf", bytes: 2, sha256: "eeeeffff00001111" },
    ],
    licence: "Apache-2.0",
    state: { is: "ready" },
  };

  it("names each file by its content", () => {
    expect(model.files.map(modelFileUrl)).toEqual([
      "/models/m/1.gguf?v=aaaabbbbcccc",
      "/models/m/2.gguf?v=eeeeffff0000",
    ]);
  });

  it("gives the files in order and tells how many bytes are there", async () => {
    const progress: [number, number][] = [];
    const blobs = await fetchModel(
      model,
      (done, total) => progress.push([done, total]),
      answering((url) => new Response(url.includes("1.gguf") ? "abc" : "de")),
    );
    expect(await Promise.all(blobs.map((blob) => blob.text()))).toEqual(["abc", "de"]);
    expect(progress).toEqual([
      [3, 5],
      [5, 5],
    ]);
  });

  it("refuses a file that is missing or cut short, and a model that is still on its way", async () => {
    const ignore = () => undefined;
    const missing = answering(() => new Response("", { status: 404 }));
    await expect(fetchModel(model, ignore, missing)).rejects.toThrow("m/1.gguf could not be read (404)");
    const short = answering(() => new Response("ab"));
    await expect(fetchModel(model, ignore, short)).rejects.toThrow("has 2 bytes instead of 3");
    const coming: ModelEntry = { ...model, state: { is: "fetching", fetched: 1 } };
    await expect(fetchModel(coming, ignore, short)).rejects.toThrow("not on this device yet");
  });
});
