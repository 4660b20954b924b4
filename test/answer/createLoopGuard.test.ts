import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createLoopGuard } from "../../src/answer/createLoopGuard";

vi.setConfig({ testTimeout: 60_000 });

function feed(text: string, size = 3, longest?: number) {
  const guard = createLoopGuard(longest);
  for (let at = 0; at < text.length; at += size) {
    const verdict = guard.push(text.slice(at, at + size));
    if (verdict !== "go on") return { verdict, text: guard.text, read: at + size };
  }
  return { verdict: "go on", text: guard.text, read: text.length };
}

/** As a small model ends up after a good beginning. */
const GOOD = "You keep the spare key behind the cellar door. ";

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

  const opinions = [
    "good",
    "warm",
    "hot",
    "nice",
    "strong",
    "sweet",
    "cheap",
    "black",
    "green",
    "weak",
    "fresh",
    "old",
  ];
  const nearLoops: [string, string][] = [
    ["a numbered line", Array.from({ length: 30 }, (_, at) => `${at + 1}. Check the spare key.\n`).join("")],
    [
      "one word that changes",
      opinions
        .map((word) => `You like tea because it is ${word}. `)
        .join("")
        .repeat(3),
    ],
    [
      "two sentences by turns",
      Array.from({ length: 20 }, (_, at) => `The key is behind the door ${at}. It has been there for a while. `).join(
        "",
      ),
    ],
    [
      "a phrase that grows",
      opinions
        .map((_, at) => `The key of ${"the door of ".repeat(at % 4)}the cellar is the key. `)
        .join("")
        .repeat(4),
    ],
    [
      "a line with other marks",
      "**Tea** is what you like\n* Tea is what you like.\n- _Tea_ is what you like\n".repeat(5),
    ],
  ];
  it.each(nearLoops)("[A9] stops %s again and again, and keeps what was good", (_, loop) => {
    const { verdict, text, read } = feed(GOOD + loop, 4);
    expect(verdict).toBe("loop");
    expect(text.startsWith(GOOD.trim())).toBe(true);
    expect(text.length).toBeLessThan(GOOD.length + 330);
    expect(read).toBeLessThan(GOOD.length + 900);
  });

  const noise: [string, string][] = [
    ["punctuation", " . . , . -- . . , .. . , . ; . . .. , .".repeat(8)],
    ["exclamation marks in odd numbers", "!! !!! ! !!!! !! ! !!!!! !!! !! ! !!!!!! ".repeat(6)],
    [
      "alphabets that change within words",
      "the kлюч стоїтbehind გthe dოor ηκleidi beհind thе двірher स्टkey ประตู hinter клdoor θύρα".repeat(3),
    ],
    ["bytes that were no text", "the k\uFFFD\uFFFDy is \uFFFD beh\uFFFDnd d\uFFFD\uFFFDr of ce\uFFFDl".repeat(4)],
    ["a word without an end", "keykeesdoorbehindthedoorofthecellarkeydoorsandkeyskeepthecellardoorkeyinthecellarandso"],
    [
      "code without a fence",
      "}){;}]=>(({$&^%_}|;[]}{=>};;)){(@#)}|{~^&*}]<>{}[;]}{=}key{;)}({[%$#@]}&&||{;}=>{([^])};{}$<%={#}>[]{()}+={};|{}^" +
        "][(*&door^%$#@!){}|:<>?~`-=[];/.,}{|:?><)(*&^%$#@!~`+_)(*{",
    ],
    ["figures", "0.00 0.001 0.10 0.0 0.0010 10.0 0.000 01.0 00.10 ".repeat(14)],
  ];
  it.each(noise)("[A9] stops %s, and keeps what was good", (_, garbage) => {
    const { verdict, text } = feed(GOOD + garbage, 5);
    expect(["garbage", "loop"]).toContain(verdict);
    expect(text.startsWith(GOOD.trim())).toBe(true);
    expect(text.length).toBeLessThan(GOOD.length + 120);
  });

  it("[A9] lets language of any kind go on", () => {
    const healthy = [
      "Monday you swim at 6. Tuesday you swim at 7. Wednesday you run at 6. Thursday you row at 8. ".repeat(1),
      Array.from({ length: 60 }, (_, at) => at + 1).join(" "),
      "| day | km | min |\n|---|---|---|\n| Mon | 5 | 31 |\n| Tue | 7 | 44 |\n| Wed | 6 | 38 |\n| Thu | 9 | 59 |\n",
      "Hello is привет in Russian, γειά in Greek, שלום in Hebrew, مرحبا in Arabic, สวัสดี in Thai, 你好 in Chinese.",
      "私のiPhoneはTokyoで買った。OSはiOS 17です。A社のUSBケーブルも買った。".repeat(2),
      "می‌خواهم کتاب بخوانم. फिर मिलेंगे। Donaudampfschifffahrtsgesellschaftskapitän ist ein langes Wort.",
      "See https://example.org/a/very/long/path/that-goes-on/and-on/index.html?query=something&more=another#fragment for it.",
      "```js\nconst a = {b: [1, 2], c: (x) => ({...x, [y]: z ?? {}})};\nif (!a?.b?.[0] || (c && d)) { e(f); }\n```\n",
      "# Title\n\n**Bold**, _thin_, `code` [1](#a) — “quoted” … 50 % & more; see § 4 (b) / (c).\n\n---\n\n> quoted\n>\n> — you\n",
      "- 2 eggs\n- 3 eggs if they are small\n- 200 g flour\n- 100 g sugar\n- 100 g butter\n- a pinch of salt\n- a pinch of nutmeg\n",
    ];
    for (const text of healthy) expect([text, feed(GOOD + text, 4).verdict]).toEqual([text, "go on"]);
    for (const document of [
      "README.md",
      "ARCHITECTURE.md",
      "test/fixtures/files/japanese.md",
      "test/fixtures/files/arabic.md",
    ]) {
      const prose = readFileSync(document, "utf8").slice(0, 5_900);
      expect([document, feed(prose, 9).verdict]).toEqual([document, "go on"]);
    }
  });

  it("[A9] keeps a beginning of what came, never more", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 40 }), { maxLength: 40 }), (pieces) => {
        const guard = createLoopGuard(600);
        for (const piece of pieces) guard.push(piece);
        expect(pieces.join("").toWellFormed().startsWith(guard.text.toWellFormed())).toBe(true);
      }),
    );
  });
});
