import { describe, expect, test } from "vitest";
import questions from "../fixtures/files/allotment-questions.json";
import { fixture, read, textsOf } from "./fixtures";

const tricky = read(fixture("tricky.md"), "tricky.md");
const under = (section: string) =>
  tricky.passages.filter((passage) => passage.section === section).map(({ text }) => text);

describe("Markdown", () => {
  test("[T6] front matter gives the title and no passage", () => {
    expect(tricky.title).toBe("Notes: odds and ends");
    expect(under("")).toEqual(["Before any heading. A second sentence."]);
    expect(textsOf(tricky).join()).not.toContain("tags");
    expect(read("---\n\nWords after a rule.\n", "a.md").title).toBe("a.md");
  });

  test("[T6] headings of both kinds are the section, as a path without their marks", () => {
    const paths = [...new Set(tricky.passages.map((passage) => passage.section))];
    expect(paths).toEqual(["", "Setext heading", "Setext heading › Code and marks"]);
  });

  test("[T6] a paragraph gives passages of one to three sentences", () => {
    expect(under("Setext heading").slice(0, 2)).toEqual([
      "Dr. Weber is on Main St. in the old bakery. Call before nine. He retires in May.",
      "His daughter takes over. She is a vet.",
    ]);
  });

  test("[T6] a hash without a space is no heading", () => {
    expect(under("Setext heading")[2]).toBe("#hashtag is not a heading.");
  });

  test("[T6] code stays whole with its fences, blank lines and hashes", () => {
    expect(under("Setext heading › Code and marks")[0]).toBe(
      '```js\n// # not a heading\nconst key = "behind the boiler";\n\nconst pot = "blue";\n```',
    );
  });

  test("[T6] a quotation, lines meant to be short, and wrapped lines", () => {
    expect(under("Setext heading › Code and marks").slice(1, 4)).toEqual([
      "> A quotation goes on\n> over two lines.",
      "Hard\nbreaks\nstay",
      "A line that was wrapped at the margin by an editor goes on in the next one, so that a sentence is not torn in two. The next sentence begins in the middle of a line, as they do.",
    ]);
  });

  test("[T6] short items of a list share a passage, and a table keeps its head", () => {
    expect(under("Setext heading › Code and marks").slice(4, 8)).toEqual([
      "* one\n* two",
      "more about two",
      "1. first\n2. second",
      "| a | b |\n|---|---|\n| 1 | 2 |",
    ]);
  });

  test("[T6] a heading with nothing under it is a passage itself, under the one above it", () => {
    const last = tricky.passages.slice(-2);
    expect(last.map(({ text }) => text)).toEqual(["### Left alone", "## [A link](https://example.com) at the end"]);
    expect(last.map(({ section }) => section)).toEqual(["Setext heading › Code and marks", "Setext heading"]);
  });

  test("[T6] comments and link targets give none", () => {
    expect(textsOf(tricky).join()).not.toMatch(/nobody reads|target/);
  });

  test("[T6] a line that leads into a list stands with its first items", () => {
    const list = read("Things that live there:\n\n- the lemon\n- a toad\n", "a.md");
    expect(textsOf(list)).toEqual(["Things that live there:\n\n- the lemon\n- a toad"]);
  });

  test("[T6] an item of several sentences stands alone, without its mark", () => {
    const item = `${"This item is long. ".repeat(12).trim()}`;
    expect(textsOf(read(`- short\n- ${item}\n- short too\n`, "a.md"))).toEqual([
      "short",
      ...Array.from({ length: 4 }, () => "This item is long. This item is long. This item is long."),
      "short too",
    ]);
  });

  test("[T6] long code is cut at a line end", () => {
    const code = `\`\`\`\n${"const value = 1;\n".repeat(150)}\`\`\`\n`;
    const texts = textsOf(read(code, "a.md"));
    expect(texts.length).toBe(3);
    for (const text of texts)
      expect(text.split("\n").every((line) => /^(```|const value = 1;)$/.test(line))).toBe(true);
  });

  test("[T6] a fence that is never closed ends with the file", () => {
    expect(textsOf(read("Words.\n\n~~~\n# x\n", "a.md"))).toEqual(["Words.", "~~~\n# x\n".trim()]);
  });
});

describe("the allotment notes", () => {
  const file = read(fixture("allotment-notes.md"), "allotment-notes.md");

  test("[T6] 298 lines give about a hundred verbatim passages under their headings", () => {
    const content = new TextDecoder().decode(fixture("allotment-notes.md"));
    expect(file.title).toBe("Plot 17, third year");
    expect(file.passages.length).toBeGreaterThan(90);
    expect(file.passages.length).toBeLessThan(120);
    for (const { text } of file.passages) expect(content).toContain(text);
    expect(file.passages.find(({ text }) => text.startsWith("Worst at the low end"))?.section).toBe(
      "Plot 17 › Pests and troubles › Slugs",
    );
  });

  test.each(questions)("[T6] a passage holds the answer to $question", ({ passage }) => {
    expect(file.passages.filter(({ text }) => text.includes(passage))).toHaveLength(1);
  });
});
