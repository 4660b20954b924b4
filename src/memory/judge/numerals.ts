const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety";
const ORDINALS =
  "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth";
const numbered = (words: string, value: (place: number) => number) =>
  words.split(" ").map((word, place): [string, number] => [word, value(place)]);

/** `second` counts only after a ten: else it mostly means something else. */
const AFTER_TENS = new Map([
  ...numbered(ONES, (place) => place),
  ...numbered(TENS, (place) => 10 * (place + 2)),
  ...numbered(ORDINALS, (place) => place),
  ["twentieth", 20] as const,
  ["thirtieth", 30] as const,
]);
const VALUES = new Map([...AFTER_TENS].filter(([word]) => word !== "second"));

/** Every number of a text as digits: 1,140 and eleven hundred and forty are 1140, 22nd is 22. As `training/judge/numerals.py`. */
export function numerals(text: string): Set<string> {
  const words =
    text
      .toLowerCase()
      .replace(/(\d),(?=\d{3}\b)/g, "$1")
      .match(/\d+(?:[.:]\d+)*|[a-z]+/g) ?? [];
  const found = new Set<string>();
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? "";
    if (/^\d/.test(word)) {
      for (const part of word.split(/[.:]/)) found.add(part.replace(/^0+/, "") || "0");
      at += 1;
    } else if (VALUES.has(word)) {
      const { value, after } = spoken(words, at);
      found.add(String(value));
      at = after;
    } else at += 1;
  }
  return found;
}

/** The number that begins at `at`, and where the words after it begin. */
function spoken(words: readonly string[], at: number): { value: number; after: number } {
  let value = VALUES.get(words[at] ?? "") ?? 0;
  let next = at + 1;
  const one = AFTER_TENS.get(words[next] ?? "") ?? 0;
  if (value >= 20 && value % 10 === 0 && one > 0 && one < 10) {
    value += one;
    next += 1;
  }
  const scale = words[next];
  if (scale === "hundred" || scale === "thousand") {
    value *= scale === "hundred" ? 100 : 1000;
    next += 1;
    const rest = words[next] === "and" ? next + 1 : next;
    if (VALUES.has(words[rest] ?? "")) {
      const below = spoken(words, rest);
      if (below.value < value) return { value: value + below.value, after: below.after };
    }
  } else if (value >= 10 && value < 100 && (VALUES.get(scale ?? "") ?? 0) >= 10) {
    // nineteen sixty-four
    const below = spoken(words, next);
    if (below.value < 100) return { value: 100 * value + below.value, after: below.after };
  }
  return { value, after: next };
}
