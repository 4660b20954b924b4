import fc from "fast-check";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { PlainMarkdown } from "../../src/ui/chat/markdown/PlainMarkdown";
import { splitBlocks } from "../../src/ui/chat/splitBlocks";

const draw = (text: string) => renderToStaticMarkup(createElement(PlainMarkdown, { text }));

describe("hostile Markdown", () => {
  it("raw HTML is shown as the text it is", () => {
    const drawn = draw('<img src="https://evil.example/x" onerror="alert(1)"><script>alert(1)</script> <b>bold</b>');
    expect(drawn).not.toMatch(/<(img|script|b)\b/);
    expect(drawn).toContain("&lt;b&gt;");
  });

  it("an image is never loaded: its words and its address stand there as text", () => {
    const drawn = draw("![a cat](https://evil.example/cat.png?secret=1)");
    expect(drawn).not.toContain("<img");
    expect(drawn).toContain("a cat (https://evil.example/cat.png?secret=1)");
  });

  it("a link is a button that has no address to follow", () => {
    const drawn = draw("[here](https://evil.example/) and https://evil.example/auto");
    expect(drawn).not.toMatch(/<a\b/);
    expect(drawn).not.toContain("href");
    expect(drawn).toMatch(/<button[^>]*>here<\/button>/);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "blob:x",
    "file:///etc/passwd",
    "//evil.example",
    "/chat",
  ])("a link to %s is its words alone", (address) => {
    const drawn = draw(`[here](<${address}>)`);
    expect(drawn).not.toMatch(/<a\b|<button/);
    expect(drawn).toContain("here");
  });
});

describe("growing Markdown", () => {
  it("finished blocks stay the same while the last one grows", () => {
    const text = "First block.\n\n- one\n- two\n\nThird";
    expect(splitBlocks(text).map((block) => block.text)).toEqual(["First block.", "- one\n- two", "Third"]);
    const grown = splitBlocks(`${text} grows`);
    expect(grown.slice(0, 2)).toEqual(splitBlocks(text).slice(0, 2));
  });

  it("a fence holds its blank lines", () => {
    const text = "```js\na\n\nb\n```\n\nafter";
    expect(splitBlocks(text).map((block) => block.text)).toEqual(["```js\na\n\nb\n```", "after"]);
    expect(splitBlocks("```js\na\n\nb").map((block) => block.text)).toEqual(["```js\na\n\nb"]);
  });

  it("no word is lost", () => {
    const text = fc.array(fc.constantFrom("word", "\n", "\n\n", " ", "```", "~~~", "- "), { maxLength: 40 });
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join("");
        const words = (from: string) => from.split(/\s+/).filter(Boolean);
        expect(splitBlocks(whole).flatMap((block) => words(block.text))).toEqual(words(whole));
      }),
    );
  });
});
