import { describe, expect, test } from "vitest";
import { checkFileSize, LARGEST_FILE } from "../../src/formats/fileLimit";
import { UnreadableFile } from "../../src/formats/format";
import { recogniseFormat } from "../../src/formats/registry";
import { bytesOf, fixture, read, textsOf, utf16 } from "./fixtures";

const name = (bytes: Uint8Array | string, file: string) =>
  recogniseFormat(typeof bytes === "string" ? bytesOf(bytes) : bytes, file).name;

describe("a format is recognised by the content, and by the name only among those that fit", () => {
  test.each([
    ["Plain text", "Just words.", "notes.txt"],
    ["Plain text", "Just words.", "notes"],
    ["Plain text", "# one line with a hash\n# and another\n", "settings.conf"],
    ["Markdown", "Just words.", "notes.md"],
    ["Markdown", "# Title\n\nWords.\n\n## Part\n\nWords.\n", "notes.txt"],
    ["Markdown", "---\ntitle: A\n---\nWords.\n", "notes"],
    ["HTML", "<!DOCTYPE html>\n<title>x</title><p>Words.", "page.txt"],
    ["HTML", "  <!-- saved -->\n<html><body>Words.</body></html>", "page.md"],
    ["HTML", "<p>A fragment.</p>", "part.html"],
    ["Markdown", "A <b>bold</b> word.\n", "notes.md"],
    ["Plain text", "Nothing like a page.", "page.html"],
  ])("[T1] %s: %j in %s", (format, content, file) => {
    expect(name(content, file)).toBe(format);
  });

  test("[T1] a page in UTF-16 is still a page", () => {
    expect(name(utf16("<html><body><p>Words on a page.</p></body></html>", "little"), "page.txt")).toBe("HTML");
  });
});

describe("what is no text is refused with its reason", () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  const noise = Uint8Array.from({ length: 4000 }, (_, at) => (at * 7 + (at >> 3)) % 31 || 1);
  test.each([
    ["a picture by another name", png, "holiday.txt", "This file is not text: it is a PNG picture."],
    ["a PDF", bytesOf("%PDF-1.7 and more"), "letter.md", "This file is not text: it is a PDF."],
    [
      "an archive",
      bytesOf("PK\u0003\u0004rest"),
      "notes.docx",
      "it is a zip archive, or a document that is one inside",
    ],
    ["zero bytes", bytesOf("words\0words"), "notes.txt", "This file is not text: it holds zero bytes."],
    ["control characters", noise, "notes.txt", "This file is not text: it holds control characters."],
    ["no bytes", new Uint8Array(), "notes.txt", "This file is empty."],
    ["only white space", bytesOf(" \n\t\r\n"), "notes.md", "There are no words in this file."],
    ["a mark and nothing else", Uint8Array.from([0xef, 0xbb, 0xbf]), "notes.txt", "There are no words in this file."],
    [
      "a page without words",
      bytesOf("<!doctype html><script>x()</script>"),
      "a.html",
      "There are no words on this page.",
    ],
    [
      "an unknown encoding",
      Uint8Array.from({ length: 300 }, (_, at) => 0xb0 + (at % 40)),
      "a.txt",
      "Save it as UTF-8 and add it again.",
    ],
  ])("[T2] %s", (_what, bytes, file, reason) => {
    expect(() => read(bytes, file)).toThrow(UnreadableFile);
    expect(() => read(bytes, file)).toThrow(reason);
  });

  test("[T2] zero bytes late in a long file are seen when it is read", () => {
    const bytes = bytesOf(`${"Words and more words.\n\n".repeat(5000)}end\0`);
    expect(() => read(bytes, "notes.txt")).toThrow("it holds zero bytes");
  });

  test("[T3] a file above 20 MB is refused with its size and the limit, before its bytes are read", () => {
    expect(() => checkFileSize("Notes.txt", 50 * 1024 * 1024)).toThrow(
      "Notes.txt is 50 MB; Cairn reads files up to 20 MB. Split it and add the parts.",
    );
    expect(() => checkFileSize("Notes.txt", LARGEST_FILE + 1)).toThrow("Notes.txt is 20.1 MB");
    expect(() => checkFileSize("Notes.txt", LARGEST_FILE)).not.toThrow();
  });
});

describe("text is decoded as what it is", () => {
  const words = "Grüße aus Kraków — 日本語, שלום.";
  test.each([
    ["UTF-8", bytesOf(words)],
    ["UTF-8 with a mark", bytesOf(`\uFEFF${words}`)],
    ["UTF-16, little end first", utf16(words, "little")],
    ["UTF-16, big end first", utf16(words, "big")],
  ])("[T4] %s", (_what, bytes) => {
    expect(textsOf(read(bytes, "a.txt"))).toEqual([words]);
  });

  test("[T4] what is no UTF-8 is windows-1252, where most of it is plain letters", () => {
    const bytes = Uint8Array.from([0x43, 0x61, 0x66, 0xe9, 0x20, 0x93, 0x4e, 0x6f, 0x69, 0x72, 0x94, 0x2e]);
    expect(textsOf(read(bytes, "a.txt"))).toEqual(["Café “Noir”."]);
  });

  test("[T4] a page may name its encoding", () => {
    const page = bytesOf('<html><head><meta charset="windows-1251"></head><body><p>?????? is hello.</p></body></html>');
    page.set([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2], page.indexOf(0x3f));
    expect(textsOf(read(page, "a.html"))).toEqual(["Привет is hello."]);
    const unknown = bytesOf('<html><meta charset="no-such-thing"><body><p>Caf? is open.</p></body></html>');
    unknown.set([0xe9], unknown.indexOf(0x3f));
    expect(textsOf(read(unknown, "a.html"))).toEqual(["Café is open."]);
  });

  test("[T4] halves of a surrogate pair, and a letter cut in two, become marks of what is missing", () => {
    expect(textsOf(read(utf16("half \uD83D here, \uDE00 there.", "little"), "a.txt"))).toEqual([
      "half \uFFFD here, \uFFFD there.",
    ]);
    const cut = bytesOf("Zażółć gęślą jaźń é").slice(0, -1);
    expect(textsOf(read(cut, "a.txt"))).toEqual(["Zażółć gęślą jaźń \uFFFD"]);
  });

  test.each(["hebrew.txt", "arabic.md", "japanese.md"])("[T4] %s keeps every letter in its order", (file) => {
    const bytes = fixture(file);
    const content = new TextDecoder().decode(bytes);
    const parsed = read(bytes, file);
    for (const text of textsOf(parsed)) expect(content).toContain(text);
    const letters = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    const headings = content.match(/^#.*$/gm)?.join("") ?? "";
    expect(letters(textsOf(parsed).join(""))).toBe(letters(content) - letters(headings));
  });
});
