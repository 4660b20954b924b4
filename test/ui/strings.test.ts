import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { strings } from "../../src/ui/strings.en";
import { dayGroup, dayWord, megabytes } from "../../src/ui/time";

const source = readFileSync(new URL("../../src/ui/strings.en.ts", import.meta.url), "utf8");
const NOW = new Date(2026, 10, 24, 12).getTime();
const daysAgo = (days: number) => NOW - days * 86_400_000;

it("no word on a screen is one of the machine's", () => {
  const literals = source.match(/"[^"\n]*"|`[^`]*`/g)?.join("\n") ?? "";
  expect(literals).not.toMatch(/\b(vectors?|embeddings?|chunks?|nodes?|indexe?[sd]?|tokens?)\b/i);
  expect(literals).not.toMatch(/!(?!=)/);
});

it("what was kept is said with the right number", () => {
  expect(strings.chat.told(1, 0)).toBe("Kept 1 memory.");
  expect(strings.chat.told(2, 0)).toBe("Kept 2 memories.");
  expect(strings.chat.told(1, 1)).toBe("Kept 1 memory; 1 more was known and stands firmer.");
  expect(strings.chat.told(0, 2)).toBe("Known already: 2 memories stand firmer now.");
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
});
