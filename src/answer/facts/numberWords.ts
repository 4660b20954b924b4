const words = (list: string) => list.trim().split(/\s+/);

const ONES = words(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
   nineteen`,
);
const TENS = words("twenty thirty forty fifty sixty seventy eighty ninety");
const ORDINALS = words(
  `zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
   sixteenth seventeenth eighteenth nineteenth twentieth`,
);

const CARDINAL = new Map<string, number>([
  ...ONES.map((word, at): [string, number] => [word, at]),
  ...TENS.map((word, at): [string, number] => [word, 10 * (at + 2)]),
  ["dozen", 12],
]);
const ORDINAL = new Map<string, number>([
  ...ORDINALS.map((word, at): [string, number] => [word, at]),
  ["thirtieth", 30],
]);
const MULTIPLIERS = new Map([
  ["hundred", 100],
  ["thousand", 1_000],
  ["million", 1_000_000],
]);

/** What a number word counts ("twenty-eight", "dozen"); null for any other word. */
export function cardinalOf(word: string): number | null {
  const [tens, ones] = word.split("-");
  const value = CARDINAL.get(word);
  if (value !== undefined) return value;
  const high = TENS.includes(tens ?? "") ? CARDINAL.get(tens as string) : undefined;
  const low = ONES.indexOf(ones ?? "");
  return high !== undefined && low > 0 ? high + low : null;
}

/** What an ordinal stands for ("third", "21st"); null for any other word. */
export function ordinalOf(word: string): number | null {
  const digits = /^(\d{1,3})(?:st|nd|rd|th)$/.exec(word);
  if (digits) return Number(digits[1]);
  const value = ORDINAL.get(word);
  if (value !== undefined) return value;
  const [tens, ones] = word.split("-");
  const low = ORDINALS.indexOf(ones ?? "");
  return TENS.includes(tens ?? "") && low > 0 ? (CARDINAL.get(tens as string) ?? 0) + low : null;
}

export function multiplierOf(word: string): number | null {
  return MULTIPLIERS.get(word) ?? null;
}

/** A number in digits: thousands with a comma or an apostrophe, a decimal point (or comma); null for anything else. */
export function digitsOf(token: string): number | null {
  if (/^\d{1,3}(?:[,'’]\d{3})+(?:\.\d+)?$/.test(token)) return Number(token.replace(/[,'’]/g, ""));
  if (/^\d+(?:\.\d+)?$/.test(token)) return Number(token);
  return /^\d+,\d{1,2}$/.test(token) ? Number(token.replace(",", ".")) : null;
}
