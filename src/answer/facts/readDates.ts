import { STOP_WORDS } from "../../index/stopWords";
import type { DateFigure } from "./Figure";
import { cardinalOf, ordinalOf } from "./numberWords";
import type { Token } from "./readTokens";

const MONTHS = "january february march april may june july august september october november december".split(" ");
const SHORT_MONTHS = "jan feb mar apr may jun jul aug sept oct nov dec".split(" ");
const WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const SHORT_WEEKDAYS = "sun mon tue wed thu fri sat".split(" ");
/** Months that are words too: they need a capital and something beside them. */
const ALSO_WORDS = new Set(["may", "march", "mar", "sun", "sat", "wed", "jan"]);
const RELATIVE = new Map([
  ["today", 0],
  ["tonight", 0],
  ["tomorrow", 1],
  ["yesterday", -1],
]);
const BETWEEN = new Set(["-", "–", "—", "to", "and", "until", "till", "or", "/"]);

type Parts = Omit<DateFigure, "kind" | "from" | "to" | "inferred">;

/** A date at this token, and where it ends; null where there is none. `when` is when it was said. */
export function readDate(tokens: readonly Token[], at: number, when: number | null): DateFigure | null {
  const found = readParts(tokens, at);
  if (found) {
    const { to, ...parts } = found;
    return infer({ kind: "date", from: at, to, inferred: [], ...parts }, when);
  }
  const days = RELATIVE.get(tokens[at]?.form ?? "");
  if (days === undefined) return null;
  const soft: DateFigure = { kind: "date", from: at, to: at + 1, soft: true, inferred: [] };
  return when === null ? soft : { ...soft, ...partsOf(when + days * 86_400_000) };
}

/** The day of a time, in the time of this device. */
export function partsOf(time: number): Pick<Required<DateFigure>, "year" | "month" | "day" | "weekday"> {
  const date = new Date(time);
  return { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate(), weekday: date.getDay() };
}

function readParts(tokens: readonly Token[], at: number): (Parts & { to: number }) | null {
  const form = tokens[at]?.form ?? "";
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(form);
  if (iso) return { soft: false, year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]), to: at + 1 };
  const written = /^(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})$/.exec(form);
  if (written && Number(written[2]) <= 12) {
    const year = Number(written[3]);
    return {
      soft: false,
      day: Number(written[1]),
      month: Number(written[2]),
      year: year < 100 ? 2000 + year : year,
      to: at + 1,
    };
  }
  const weekday = weekdayOf(tokens, at);
  if (weekday !== null) {
    const next = skip(tokens, at + 1, [",", ".", "the"]);
    const day = dayAt(tokens, next);
    const rest = day === null ? null : dayMonth(tokens, next);
    if (rest) return { ...rest, weekday };
    return { soft: false, weekday, to: at + 1 };
  }
  return dayMonth(tokens, at) ?? monthDay(tokens, at) ?? dayAlone(tokens, at) ?? yearAlone(tokens, at);
}

/** "3 June 2024", "3rd of June", and "3" of "3 to 6 June" or "11 and 12 April". */
function dayMonth(tokens: readonly Token[], at: number): (Parts & { to: number }) | null {
  const day = dayAt(tokens, at);
  if (day === null) return null;
  const next = skip(tokens, at + 1, [".", "of"]);
  const month = monthOf(tokens, next, true);
  if (month !== null) return withYear(tokens, { soft: false, day, month, to: next + 1 });
  if (!BETWEEN.has(tokens[at + 1]?.form ?? "")) return null;
  let other = at + 2;
  if (weekdayOf(tokens, other) !== null) other = skip(tokens, other + 1, [","]);
  const last = dayAt(tokens, other) === null ? null : monthOf(tokens, skip(tokens, other + 1, [".", "of"]), true);
  return last === null ? null : { soft: false, day, month: last, to: at + 1 };
}

/** "June 3rd, 2024", "June 2024", "June". */
function monthDay(tokens: readonly Token[], at: number): (Parts & { to: number }) | null {
  const month = monthOf(tokens, at, false);
  if (month === null) return null;
  const day = tokens[at + 1]?.spaced ? dayAt(tokens, at + 1) : null;
  const isDay = day !== null && !/^[:.]/.test(tokens[at + 2]?.spaced === false ? (tokens[at + 2]?.form ?? "") : "");
  return withYear(tokens, isDay ? { soft: false, month, day, to: at + 2 } : { soft: false, month, to: at + 1 });
}

/** "the 20th", "until the 18th": a day of some month; not "the 4th floor". */
function dayAlone(tokens: readonly Token[], at: number): (Parts & { to: number }) | null {
  const form = tokens[at]?.form ?? "";
  const day = /^\d{1,2}(?:st|nd|rd|th)$/.test(form) ? ordinalOf(form) : null;
  if (day === null || day < 1 || day > 31) return null;
  const next = tokens[at + 1]?.form ?? ".";
  // "11th of 16".
  if (next === "of" && monthOf(tokens, at + 2, true) === null) return null;
  const isCapital = /^\p{Lu}/u.test(tokens[at + 1]?.raw ?? "");
  const ends = !/^\p{L}/u.test(next) || STOP_WORDS.has(next) || isCapital;
  return ends ? { soft: false, day, to: at + 1 } : null;
}

function yearAlone(tokens: readonly Token[], at: number): (Parts & { to: number }) | null {
  const form = tokens[at]?.form ?? "";
  if (!/^(?:19|20)\d\d$/.test(form)) return null;
  const before = tokens[at - 1]?.form ?? "";
  return /^(?:in|since|until|till|from|of|by|before|after|year|for|,|\(|summer|autumn|fall|winter|spring|-|to|early|late)$/.test(
    before,
  )
    ? { soft: false, year: Number(form), to: at + 1 }
    : null;
}

function withYear(tokens: readonly Token[], parts: Parts & { to: number }): Parts & { to: number } {
  const next = skip(tokens, parts.to, [","]);
  const year = /^(?:19|20)\d\d$/.exec(tokens[next]?.form ?? "");
  return year ? { ...parts, year: Number(year[0]), to: next + 1 } : parts;
}

function dayAt(tokens: readonly Token[], at: number): number | null {
  const form = tokens[at]?.form ?? "";
  if (/^\d{1,2}$/.test(form)) return inMonth(Number(form));
  return inMonth(ordinalOf(form) ?? (/^(?:twenty|thirty)/.test(form) ? cardinalOf(form) : null));
}

function inMonth(day: number | null): number | null {
  return day !== null && day >= 1 && day <= 31 ? day : null;
}

function monthOf(tokens: readonly Token[], at: number, beside: boolean): number | null {
  const token = tokens[at];
  const form = token?.form.replace(/'s$/, "") ?? "";
  const month = Math.max(MONTHS.indexOf(form), SHORT_MONTHS.indexOf(form), form === "sep" ? 8 : -1);
  if (!token || month < 0 || !/^\p{Lu}/u.test(token.raw)) return null;
  if (!ALSO_WORDS.has(form) || beside) return month + 1;
  const before = tokens[at - 1]?.form ?? "";
  const after = tokens[at + 1]?.form ?? "";
  const hasDate = /^\d/.test(after) || ordinalOf(after) !== null;
  const isHeading = at === 0 && after === ":";
  return hasDate ||
    isHeading ||
    /^(?:in|of|until|till|since|from|to|by|for|and|or|before|after|during|early|mid|late|next|last|this|every|-|,|\()$/.test(
      before,
    )
    ? month + 1
    : null;
}

function weekdayOf(tokens: readonly Token[], at: number): number | null {
  const token = tokens[at];
  if (!token || !/^\p{Lu}/u.test(token.raw)) return null;
  const form = token.form.replace(/'s$/, "");
  const full = WEEKDAYS.indexOf(form.replace(/s$/, ""));
  if (full >= 0) return full;
  const short = SHORT_WEEKDAYS.indexOf(form.replace(/^(tue|thu)(?:s|r|rs)$/, "$1"));
  if (short < 0) return null;
  // "Sun" and "Sat" begin sentences as words.
  const isWord =
    ALSO_WORDS.has(form) &&
    at > 0 &&
    !/^(?:[\d,(/–-]|to$|until$)/.test(tokens[at - 1]?.form ?? "") &&
    !/^[\d,/–-]/.test(tokens[at + 1]?.form ?? "");
  return isWord ? null : short;
}

function skip(tokens: readonly Token[], at: number, forms: readonly string[]): number {
  let next = at;
  while (next < tokens.length && forms.includes(tokens[next]?.form ?? "")) next++;
  return next;
}

/** What the time it was said at adds: the year of a month, the month of a day, the weekday of a whole date. */
function infer(date: DateFigure, when: number | null): DateFigure {
  if (when === null) return date;
  const said = partsOf(when);
  const made: DateFigure = { ...date };
  const inferred: ("year" | "month" | "weekday")[] = [];
  if (made.day !== undefined && made.month === undefined) {
    made.month = made.day >= said.day ? said.month : (said.month % 12) + 1;
    inferred.push("month");
  }
  if (made.month !== undefined && made.year === undefined) {
    const years = [said.year - 1, said.year, said.year + 1];
    const middle = (year: number) =>
      Math.abs(new Date(year, (made.month as number) - 1, made.day ?? 15).getTime() - when);
    made.year = years.sort((a, b) => middle(a) - middle(b))[0] as number;
    inferred.push("year");
  }
  if (made.day !== undefined && made.month !== undefined && made.year !== undefined && made.weekday === undefined) {
    made.weekday = new Date(made.year, made.month - 1, made.day).getDay();
    inferred.push("weekday");
  }
  return { ...made, inferred };
}
