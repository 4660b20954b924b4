import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { judgeStrings } from "../../src/ui/judgeStrings.en";
import { strings } from "../../src/ui/strings.en";
import { dayGroup, dayWord, megabytes, megabytesOf, roundedMegabytes, seconds } from "../../src/ui/time";

const source = ["strings.en.ts", "modelStrings.en.ts", "judgeStrings.en.ts"]
  .map((file) => readFileSync(new URL(`../../src/ui/${file}`, import.meta.url), "utf8"))
  .join("\n");
const NOW = new Date(2026, 10, 24, 12).getTime();
const daysAgo = (days: number) => NOW - days * 86_400_000;

it("no word on a screen is one of the machine's", () => {
  const literals = source.match(/"[^"\n]*"|`[^`]*`/g)?.join("\n") ?? "";
  expect(literals).not.toMatch(/\b(vectors?|embeddings?|chunks?|nodes?|indexe?[sd]?|tokens?)\b/i);
  expect(literals).not.toMatch(/\b(quanti[sz]ed?|shaders?|webgpu|caches?|opfs)\b|(?<!\.)\bgguf\b/i);
  expect(literals).not.toMatch(/!(?!=)/);
});

it("what was kept is said with the right number", () => {
  expect(strings.chat.told(1, 0)).toBe("Kept 1 memory.");
  expect(strings.chat.told(2, 0)).toBe("Kept 2 memories.");
  expect(strings.chat.told(1, 1)).toBe("Kept 1 memory; 1 more was known and stands firmer.");
  expect(strings.chat.told(0, 2)).toBe("Known already: 2 memories stand firmer now.");
});

it("of a change, an end, a correction and a wish to forget, what is certain is what holds for all four", () => {
  const changed = "It is almost certain that what is known is no longer true, or no longer wanted.";
  for (const act of ["update", "end", "correct", "forget"] as const) expect(judgeStrings.sure(0.96, act)).toBe(changed);
  expect(judgeStrings.sure(0.96, "same")).toBe("It is almost certain of that.");
});

it("an answer out of nothing begins with Nothing in memory", () => {
  expect(strings.chat.nothing).toMatch(/^Nothing in memory\b/);
});

it("days are named as people name them", () => {
  expect(dayWord(NOW, NOW)).toBe("today");
  expect(dayWord(daysAgo(1), NOW)).toBe("yesterday");
  expect(dayWord(daysAgo(2), NOW)).toBe("Sunday");
  expect(dayWord(daysAgo(30), NOW)).toMatch(/October/);
  expect(dayWord(daysAgo(30), NOW)).not.toMatch(/2026/);
  expect(dayWord(daysAgo(700), NOW)).toMatch(/2024/);
  expect([0, 1, 5, 60].map((days) => dayGroup(daysAgo(days), NOW))).toEqual([
    "Today",
    "Yesterday",
    "Last week",
    "September 2026",
  ]);
});

it("sizes are in MB", () => {
  expect(megabytes(98_362_432)).toBe("98.4 MB");
  expect(megabytes(900)).toBe("1 kB");
  expect(megabytes(10_737_418_240)).toBe("10,737 MB");
  expect(roundedMegabytes(98_362_432)).toBe("98 MB");
  expect(roundedMegabytes(3_140_000)).toBe("3.1 MB");
});

it("what has come of a whole is in the whole's unit, and never more than it", () => {
  expect(megabytesOf(340_100_000, 900_000_000)).toBe("340 of 900 MB");
  expect(megabytesOf(1_240_000, 3_100_000)).toBe("1.2 of 3.1 MB");
  expect(megabytesOf(910_000_000, 900_000_000)).toBe("900 of 900 MB");
});

it("a short time is in seconds", () => {
  expect(seconds(1240)).toBe("1.2 seconds");
  expect(seconds(1000)).toBe("1 second");
});
