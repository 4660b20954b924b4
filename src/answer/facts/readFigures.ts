import { STOP_WORDS } from "../../index/stopWords";
import type { CodeFigure, Exactness, Figure, NumberFigure, RateFigure } from "./Figure";
import { cardinalOf, digitsOf, multiplierOf, ordinalOf } from "./numberWords";
import { readDate } from "./readDates";
import { readMinutes, readTime } from "./readTimes";
import type { Token } from "./readTokens";
import { conceptOf } from "./sameWords";
import { type Unit, unitOf } from "./units";

/** Every figure of a text, in order. `when` is when it was said: what "tomorrow" means. */
export function readFigures(tokens: readonly Token[], when: number | null): Figure[] {
  const figures: Figure[] = [];
  for (let at = 0; at < tokens.length; ) {
    const figure =
      readRate(tokens, at) ??
      readTime(tokens, at) ??
      readMinutes(tokens, at) ??
      readDate(tokens, at, when) ??
      readDuration(tokens, at) ??
      readNumber(tokens, at) ??
      readCode(tokens, at);
    if (figure) figures.push(figure);
    at = Math.max(at + 1, figure?.to ?? 0);
  }
  return figures
    .map((figure, place) => shareUnit(figure, figures[place + 1], tokens))
    .map((figure, place, all) => inMonth(figure, place, all, tokens));
}

/** "June roster: nights 3-7": days of the month that was named before. */
function inMonth(figure: Figure, place: number, all: readonly Figure[], tokens: readonly Token[]): Figure {
  if (
    figure.kind !== "number" ||
    figure.unit ||
    !Number.isInteger(figure.value) ||
    figure.value < 1 ||
    figure.value > 31
  )
    return figure;
  const isDash = (at: number) => /^[-–]$/.test(tokens[at]?.form ?? "");
  if (!isDash(figure.to) && !isDash(figure.from - 1)) return figure;
  const month = all.slice(0, place).findLast((each) => each.kind === "date");
  if (month?.kind !== "date" || month.month === undefined || month.day !== undefined) return figure;
  const { from, to, value, soft } = figure;
  return { kind: "date", from, to, soft, day: value, month: month.month, year: month.year, inferred: ["year"] };
}

/** "Between 1.0 and 1.5 bar", "35 x 45 mm": the unit is said once. */
function shareUnit(figure: Figure, next: Figure | undefined, tokens: readonly Token[]): Figure {
  if (figure.kind !== "number" || next?.kind !== "number" || figure.unit || !next.unit || next.from !== figure.to + 1)
    return figure;
  return /^(?:and|to|or|-|–|x|×|by)$/.test(tokens[figure.to]?.form ?? "") ? { ...figure, unit: next.unit } : figure;
}

/** More of something a week is a price. */
const MOST_TIMES = 6;
const EACH = new Set(["every", "each", "a", "an", "per"]);
const PERIODS = new Map([
  ["day", 1],
  ["night", 1],
  ["morning", 1],
  ["evening", 1],
  ["afternoon", 1],
  ["week", 7],
  ["fortnight", 14],
  ["month", 30.4],
  ["year", 365],
]);
const ADVERBS = new Map([
  ["daily", 1],
  ["nightly", 1],
  ["weekly", 1 / 7],
  ["fortnightly", 1 / 14],
  ["monthly", 1 / 30.4],
  ["yearly", 1 / 365],
  ["annually", 1 / 365],
]);
/** A word that stays part of what is said: every *evening*. */
const SAYS_MORE = /^(?:night|morning|evening|afternoon)s?$/;

/** "Twice a week", "daily", "every second day", "every two weeks", "three times a day". */
function readRate(tokens: readonly Token[], at: number): RateFigure | null {
  const form = tokens[at]?.form ?? "";
  const rate = (timesADay: number, to: number, soft = false, counted: number | null = null): RateFigure => ({
    kind: "rate",
    from: at,
    to,
    soft,
    timesADay,
    count: counted,
  });
  const adverb = ADVERBS.get(form);
  if (adverb !== undefined) return rate(adverb, at + 1);
  const next = tokens[at + 1]?.form ?? "";
  if (form === "every" || form === "each") {
    const alone = periodOf(next);
    if (alone !== null) return SAYS_MORE.test(next) ? rate(1 / alone, at + 1, true) : rate(1 / alone, at + 2);
    const step =
      next === "other" ? 2 : (ordinalOf(next) ?? cardinalOf(next) ?? (/^\d{1,2}$/.test(next) ? Number(next) : null));
    const period = periodOf(tokens[at + 2]?.form ?? "");
    return step !== null && step > 0 && period !== null ? rate(1 / (step * period), at + 3) : null;
  }
  const times = form === "once" ? 1 : form === "twice" ? 2 : null;
  if (times !== null) {
    const period = EACH.has(next) ? periodOf(tokens[at + 2]?.form ?? "") : null;
    return period === null ? null : rate(times / period, at + 3);
  }
  const count = cardinalOf(form) ?? (/^\d{1,2}$/.test(form) ? Number(form) : null);
  // "Max two a week".
  const every =
    count !== null && count <= MOST_TIMES && /^(?:a|per)$/.test(next) ? periodOf(tokens[at + 2]?.form ?? "") : null;
  if (count !== null && every !== null && !CURRENCIES.has(tokens[at - 1]?.form ?? ""))
    return rate(count / every, at + 3, false, count);
  if (count === null || next !== "times" || !EACH.has(tokens[at + 2]?.form ?? "")) return null;
  const period = periodOf(tokens[at + 3]?.form ?? "");
  return period === null ? null : rate(count / period, at + 4);
}

function periodOf(word: string): number | null {
  return PERIODS.get(word.replace(/s$/, "")) ?? null;
}

const MINUTES: Unit = { dimension: "minutes", factor: 1 };

/** "5 h 10", "an hour and 24 minutes", "half an hour", "three quarters of an hour". */
function readDuration(tokens: readonly Token[], at: number): NumberFigure | null {
  const forms = tokens.slice(at, at + 6).map((token) => token.form);
  const [first = "", second = "", third = "", fourth = ""] = forms;
  const made = (value: number, length: number): NumberFigure => ({
    ...plain(at, at + length, value),
    unit: MINUTES,
    exactness: exactnessBefore(tokens, at),
  });
  if (first === "half" && (second === "an" || second === "a") && third === "hour") return made(30, 3);
  if (first === "quarter" && second === "of" && fourth === "hour") return made(15, 4);
  if ((first === "three" || first === "3") && /^quarters?$/.test(second) && third === "of") return made(45, 5);
  const hours = first === "an" || first === "a" ? 1 : (digitsOf(first) ?? cardinalOf(first));
  if (hours === null || !/^(?:h|hrs?|hours?)$/.test(second)) return null;
  const isRate = (first === "an" || first === "a") && /\d/.test(tokens[at - 1]?.form ?? "");
  if (isRate) return null;
  if (third === "and" && fourth === "a" && forms[4] === "half") return made(60 * hours + 30, 5);
  const from = third === "and" ? 3 : 2;
  const minutes = digitsOf(forms[from] ?? "") ?? cardinalOf(forms[from] ?? "");
  if (minutes === null || minutes > 59) return first === "an" || first === "a" ? { ...made(60, 2), soft: true } : null;
  const named = /^(?:min|mins|minutes?|m)$/.test(forms[from + 1] ?? "");
  if (third === "and" && !named) return null;
  return made(60 * hours + minutes, from + (named ? 2 : 1));
}

function plain(from: number, to: number, value: number): NumberFigure {
  return {
    kind: "number",
    from,
    to,
    soft: false,
    value,
    unit: null,
    exactness: "exact",
    ordinal: false,
    counts: null,
    minutes: [],
  };
}

const CURRENCIES = new Set(["€", "$", "£"]);
/** After these a number without a unit may be a time of day. */
const BEFORE_TIME = new Set([
  "at",
  "by",
  "until",
  "till",
  "from",
  "before",
  "after",
  "around",
  "between",
  "to",
  "and",
  "-",
  "–",
  "about",
]);
const FRACTIONS = new Map([
  ["half", 0.5],
  ["third", 1 / 3],
  ["quarter", 0.25],
]);
const COUNTS_TWO = new Map([
  ["couple", 2],
  ["pair", 2],
  ["twice", 2],
  ["both", 2],
  ["double", 2],
  ["dozen", 12],
]);

function readNumber(tokens: readonly Token[], at: number): NumberFigure | null {
  const form = tokens[at]?.form ?? "";
  const before = tokens[at - 1]?.form ?? "";
  const currency = CURRENCIES.has(form) ? unitOf(form) : null;
  const start = currency ? at + 1 : at;
  const word = tokens[start]?.form ?? "";
  const digits = digitsOf(word);
  const counted = digits ?? cardinalOf(word) ?? (/^(?:a|an)$/.test(before) ? multiplierOf(word) : null);
  if (counted === null) return currency ? null : readLoose(tokens, at, before);
  let value = counted;
  let to = start + 1;
  const times = multiplierOf(tokens[to]?.form ?? "");
  if (times !== null) [value, to] = [value * times, to + 1];
  const part = tokens[to]?.form === "and" && times !== null ? cardinalOf(tokens[to + 1]?.form ?? "") : null;
  if (part !== null) [value, to] = [value + part, to + 2];
  if (tokens[to]?.form === "and" && tokens[to + 1]?.form === "a" && tokens[to + 2]?.form === "half")
    [value, to] = [value + 0.5, to + 3];
  const unit = currency ?? unitAt(tokens, to);
  if (unit && !currency) to++;
  return {
    ...plain(at, to, value),
    unit,
    exactness: exactnessBefore(tokens, at),
    counts: unit ? null : countedAt(tokens, to, value),
    // "One" is mostly a pronoun or an article.
    soft: (word === "one" && !unit) || word === "zero",
    minutes: unit ? [] : minutesOf(word, value, before),
  };
}

/** "Third" and "3rd", "half", "a couple of". */
function readLoose(tokens: readonly Token[], at: number, before: string): NumberFigure | null {
  const form = tokens[at]?.form ?? "";
  const next = tokens[at + 1]?.form ?? "";
  const isPart =
    (before === "a" || before === "one" || before === "two") && /^(?:of|full|empty|off|less|more|each)$/.test(next);
  const fraction = form === "half" || isPart ? FRACTIONS.get(form) : undefined;
  if (fraction !== undefined) return { ...plain(at, at + 1, fraction), soft: next !== "of" };
  const two = COUNTS_TWO.get(form);
  if (two !== undefined) return { ...plain(at, at + 1, two), soft: form !== "dozen" };
  const ordinal = ordinalOf(form);
  if (ordinal === null) return null;
  return {
    ...plain(at, at + 1, ordinal),
    ordinal: true,
    soft: ordinal === 1 || (form === "second" && !/^the|my|our|your$/.test(before)),
  };
}

function unitAt(tokens: readonly Token[], at: number): Unit | null {
  const token = tokens[at];
  if (!token) return null;
  const unit = unitOf(token.form);
  if (!unit) return null;
  const next = tokens[at + 1]?.form ?? "";
  // "in" and "second" are words more often than units, and so are single letters before a number.
  if (token.form === "in" || (token.form === "second" && /^\p{L}/u.test(next))) return null;
  if (token.form === "per" || /^\p{Lu}$/u.test(token.raw)) return token.raw === "W" || token.raw === "L" ? unit : null;
  return unit;
}

function countedAt(tokens: readonly Token[], at: number, value: number): string | null {
  const form = tokens[at]?.form ?? "";
  const isMany = /^[a-z-]{3,}[^s]s$/.test(form) || /^(?:people|children|men|women|feet|teeth|sheep|fish)$/.test(form);
  return tokens[at]?.spaced && (isMany || (value === 1 && /^\p{Ll}{3,}/u.test(form))) && !STOP_WORDS.has(form)
    ? conceptOf(form)
    : null;
}

function minutesOf(word: string, value: number, before: string): number[] {
  const clock = /^(\d{1,2})[.](\d{2})$/.exec(word);
  if (clock && Number(clock[1]) <= 24 && Number(clock[2]) < 60) return [60 * Number(clock[1]) + Number(clock[2])];
  if (!Number.isInteger(value) || value > 24 || !BEFORE_TIME.has(before)) return [];
  return [60 * value];
}

const ABOUT = new Set([
  "about",
  "around",
  "roughly",
  "approximately",
  "circa",
  "ca",
  "some",
  "nearly",
  "almost",
  "just",
]);

function exactnessBefore(tokens: readonly Token[], at: number): Exactness {
  const [second = "", first = ""] = [tokens[at - 2]?.form, tokens[at - 1]?.form];
  if (first === "over" || first === "above" || (first === "than" && /^(?:more|longer)$/.test(second))) return "above";
  if (first === "under" || first === "below" || (first === "than" && /^(?:less|fewer)$/.test(second))) return "below";
  if (first === "nearly" || first === "almost") return "below";
  return ABOUT.has(first) ? "about" : "exact";
}

/** "TK4417", "lynx-47-snow", "5520*", "A2": letters, or signs that belong to it, with digits. */
function readCode(tokens: readonly Token[], at: number): CodeFigure | null {
  const form = tokens[at]?.form ?? "";
  if (!/\d/.test(form) || digitsOf(form) !== null) return null;
  return { kind: "code", from: at, to: at + 1, soft: false, text: form.replace(/'s$/, "").replaceAll("/", "-") };
}
