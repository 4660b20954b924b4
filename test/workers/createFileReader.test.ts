import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import type { ParsedPassage } from "../../src/formats/format";
import { createFileReader } from "../../src/workers/createFileReader";
import type { FileReaderApi } from "../../src/workers/readerProtocol";
import { expose, wrapPort } from "../../src/workers/rpc";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** The reader as memory.worker sees it: over a port. */
function overPort(file: File): FileReaderApi {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  expose(createFileReader(file), port1);
  return wrapPort<FileReaderApi>(port2);
}

async function readAll(reader: FileReaderApi): Promise<ParsedPassage[][]> {
  const batches: ParsedPassage[][] = [];
  for (let batch = await reader.next(); batch; batch = await reader.next()) batches.push(batch);
  return batches;
}

describe("createFileReader", () => {
  test("[T8] a file comes in batches of 64 passages, in order, after a header that counts them", async () => {
    const content = Array.from({ length: 150 }, (_, at) => `Paragraph number ${at}.`).join("\n\n");
    const reader = overPort(new File([content], "long.txt"));
    const header = await reader.open();
    expect(header).toEqual({
      title: "long.txt",
      mediaType: "text/plain",
      size: content.length,
      contentHash: createHash("sha256").update(content).digest("hex"),
      passages: 150,
    });
    const batches = await readAll(reader);
    expect(batches.map((batch) => batch.length)).toEqual([64, 64, 22]);
    expect(batches.flat().map((passage) => passage.text)).toEqual(content.split("\n\n"));
    expect(await reader.next()).toBeNull();
  });

  test("[T8] opening again begins again: a worker of the memory that was lost left nothing half read", async () => {
    const reader = overPort(new File(["One.\n\nTwo."], "a.txt"));
    await reader.open();
    await reader.next();
    await reader.open();
    expect((await readAll(reader)).flat()).toHaveLength(2);
  });

  test("[T2] the reason for a refusal reaches the other thread by its name", async () => {
    const reader = overPort(new File([Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10])], "photo.txt"));
    await expect(reader.open()).rejects.toMatchObject({
      name: "UnreadableFile",
      message: "This file is not text: it is a PNG picture.",
    });
  });

  test("[T3] the bytes of a file that is too large are never asked for", async () => {
    const file = { name: "Notes.txt", size: 50 * 1024 * 1024, arrayBuffer: () => Promise.reject(new Error("read")) };
    await expect(createFileReader(file as unknown as File).open()).rejects.toThrow(
      "Notes.txt is 50 MB; Cairn reads files up to 20 MB. Split it and add the parts.",
    );
  });

  test("[T8] a folder, or a file that was moved since, is refused with a sentence", async () => {
    const file = {
      name: "Notes",
      size: 1,
      arrayBuffer: () => Promise.reject(new DOMException("", "NotReadableError")),
    };
    await expect(createFileReader(file as unknown as File).open()).rejects.toThrow(
      "Notes could not be opened. It may be a folder, or was moved or changed since.",
    );
  });
});
