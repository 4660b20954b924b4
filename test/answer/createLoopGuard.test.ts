import { describe, expect, it } from "vitest";
import { createLoopGuard } from "../../src/answer/createLoopGuard";

function feed(text: string, size = 3, longest?: number) {
  const guard = createLoopGuard(longest);
  for (let at = 0; at < text.length; at += size) {
    const verdict = guard.push(text.slice(at, at + size));
    if (verdict !== "go on") return { verdict, text: guard.text, read: at + size };
  }
  return { verdict: "go on", text: guard.text, read: text.length };
}

describe("the guard of a stream", () => {
  it("[A9] stops a line that repeats, and keeps one of it", () => {
    const line = "You like tea and you like cake.\n";
    const { verdict, text, read } = feed(`Well. ${line.repeat(50)}`);
    expect(verdict).toBe("loop");
    expect(text.match(/You like tea/g)).toHaveLength(1);
    expect(read).toBeLessThan(4 * line.length);
  });

  it("[A9] stops a word, a syllable and a long paragraph that repeat", () => {
    expect(feed("no ".repeat(100)).verdict).toBe("loop");
    expect(feed("ha".repeat(100)).verdict).toBe("loop");
    expect(feed("喜欢茶".repeat(60)).verdict).toBe("loop");
    expect(
      feed(
        Array.from({ length: 60 }, (_, at) => `word${at}`)
          .join(" ")
          .slice(0, 380)
          .concat("\n")
          .repeat(4),
      ).verdict,
    ).toBe("loop");
  });

  it("[A9] lets lists, tables, rules and ordinary repetition go on", () => {
    const list = Array.from({ length: 40 }, (_, at) => `- item ${at * 7} of the list\n`).join("");
    expect(feed(list).verdict).toBe("go on");
    expect(feed(`| a | b |\n| ${"-".repeat(80)} | --- |\n| 1 | 2 |\n`).verdict).toBe("go on");
    expect(feed("No, no, no. It was very, very late, and very dark.").verdict).toBe("go on");
  });

  it("[A9] ends what grows too long", () => {
    const endless = Array.from({ length: 5_000 }, (_, at) => `w${at} `).join("");
    const { verdict, text } = feed(endless, 7, 1_000);
    expect([verdict, text.length]).toEqual(["long", 1_000]);
  });
});
