/** A word, number or sign of a text. */
export interface Token {
  raw: string;
  /** In lower case, with straight apostrophes. */
  form: string;
  /** Whether white space stands before it. */
  spaced: boolean;
}

const TOKEN = /[€$£]|[\p{L}\p{M}\p{N}]+(?:['’.,:/@_*+-][\p{L}\p{M}\p{N}]+)*[*#%°²]?|[^\s\p{L}\p{M}\p{N}]/gu;
/** "45g", "7pm", "5km": a number with what it counts. */
const GLUED = /^(\d+(?:[.,:]\d+)?)(\p{L}{1,3}|°|%)$/u;
const GLUED_UNITS = /^(?:mm|cm|m|km|mg|g|kg|ml|cl|l|s|h|d|min|am|pm|kw|gb|mb|tb|w|v|k|%|°|hrs?)$/i;
/** "Twenty-minute", "10-day", "five-year-old". */
const COUNTED =
  /^(\d+(?:\.\d+)?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen)-(minute|hour|day|week|month|year|metre|meter|kilo|litre|page|euro)s?(?:-(old))?$/i;
/** "3-6", "8-15", "Mon-Thu", "half-past": two things with a dash between. */
const RANGE = /^(\d{1,4}(?:[.:]\d{2})?|\p{L}{3,9}\.?)[-–](\d{1,4}(?:[.:]\d{2})?|\p{L}{3,9})$/u;
const NAMED_RANGE =
  /^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|half|quarter|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)(?:[a-z]*day|[a-z]*)$/i;

/** The tokens of a text in order. Numbers with their decimals, times, codes and words with an apostrophe stay whole. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const spaced = match.index > end || match.index === 0;
    end = match.index + match[0].length;
    for (const [at, raw] of split(match[0]).entries())
      tokens.push({ raw, form: raw.toLowerCase().replaceAll("’", "'"), spaced: spaced && at === 0 });
  }
  return tokens;
}

function split(raw: string): string[] {
  const range = RANGE.exec(raw);
  if (range) {
    const [, from = "", to = ""] = range;
    const isNumbers = /^\d/.test(from) && /^\d/.test(to);
    const isNames = NAMED_RANGE.test(from) && (NAMED_RANGE.test(to) || /^(?:past|hour|day|an)$/i.test(to));
    if (isNumbers || isNames) return [from, "-", to];
  }
  const counted = COUNTED.exec(raw);
  if (counted) return counted.slice(1).filter(Boolean);
  const glued = GLUED.exec(raw);
  if (glued && GLUED_UNITS.test(glued[2] as string)) return [glued[1] as string, glued[2] as string];
  // "34.90/m2".
  const rate = /^(\d[\d.,]*)\/(\p{L}[\p{L}\d²]*)$/u.exec(raw);
  if (rate) return [rate[1] as string, "per", rate[2] as string];
  // "and/or", "Chalk/Dust"; not 1/125.
  if (/^\p{L}+(?:\/\p{L}+)+$/u.test(raw)) return raw.split("/").flatMap((part, at) => (at > 0 ? ["/", part] : [part]));
  return [raw];
}
