import type { Unit } from "./units";

/** How exactly a number is meant: "about nine", "over five", "up to 18". */
export type Exactness = "exact" | "about" | "above" | "below";

interface Placed {
  /** Tokens from..to, `to` not included. */
  from: number;
  to: number;
  /** It need not stand in the evidence: "one" and "half" are often no more than grammar. */
  soft: boolean;
}

export interface NumberFigure extends Placed {
  kind: "number";
  value: number;
  unit: Unit | null;
  exactness: Exactness;
  /** "third", "3rd". */
  ordinal: boolean;
  /** What it counts, by its concept: the word after it; null where no word is. */
  counts: string | null;
  /** Minutes after midnight that it may mean: "at eight", "6.45"; empty where it cannot. */
  minutes: number[];
}

export interface TimeFigure extends Placed {
  kind: "time";
  /** After midnight. */
  minutes: number;
  /** Whether morning or evening is certain. */
  certain: boolean;
}

export interface DateFigure extends Placed {
  kind: "date";
  year?: number;
  /** From 1. */
  month?: number;
  day?: number;
  /** 0 is Sunday. */
  weekday?: number;
  /** Known only from when it was said. */
  inferred: readonly ("year" | "month" | "weekday")[];
}

/** How often something happens. */
export interface RateFigure extends Placed {
  kind: "rate";
  timesADay: number;
  /** The number in "two a week"; null where none stands there. */
  count: number | null;
}

/** Letters and digits in one: a number plate, a password, a product. */
export interface CodeFigure extends Placed {
  kind: "code";
  text: string;
}

/** A number, time, date, rate or code in a text. */
export type Figure = NumberFigure | TimeFigure | DateFigure | RateFigure | CodeFigure;

/** Figures that must stand in the evidence. */
export function hardFigures({ figures }: { figures: readonly Figure[] }): Figure[] {
  return figures.filter((figure) => !figure.soft);
}

const BARE = new Set(["euro", "dollar", "pound", "franc", "crown", "degrees", "percent"]);
const HALF_DAY = 720;
const ABOUT = 0.12;
const ABOVE = 0.3;

/** Whether evidence says what a claim says, in whatever form: 5 h 10 is "over five hours", 17:30 is "half past five". */
export function isSameFigure(claim: Figure, evidence: Figure): boolean {
  if (claim.kind === "number" && evidence.kind === "number") return isSameNumber(claim, evidence);
  if (claim.kind === "time" && evidence.kind === "time") return isSameTime(claim, evidence);
  if (claim.kind === "date" && evidence.kind === "date") return isSameDate(claim, evidence);
  if (claim.kind === "rate" && evidence.kind === "rate") return isSameRate(claim, evidence);
  if (claim.kind === "code" && evidence.kind === "code") return claim.text === evidence.text;
  if (claim.kind === "time" && evidence.kind === "number") return isTimeOf(evidence, claim);
  if (claim.kind === "number" && evidence.kind === "time") return isTimeOf(claim, evidence);
  // "Three drops every day" is "3 a day".
  if (claim.kind === "number" && evidence.kind === "rate") return claim.unit === null && claim.value === evidence.count;
  if (claim.kind === "rate" && evidence.kind === "number")
    return evidence.unit === null && claim.count === evidence.value;
  // A year may be any number of four digits, and the other way round.
  if (claim.kind === "number" && evidence.kind === "date") return isBareYear(evidence) && evidence.year === claim.value;
  if (claim.kind === "date" && evidence.kind === "number") return isBareYear(claim) && claim.year === evidence.value;
  return false;
}

function isSameRate(claim: RateFigure, evidence: RateFigure): boolean {
  const is = (a: number, b: number) => Math.abs(a / b - 1) < 0.06;
  if (is(claim.timesADay, evidence.timesADay)) return true;
  return claim.count === null && evidence.count !== null && is(claim.timesADay, evidence.timesADay / evidence.count);
}

/** Whether two figures answer the same question, so that a claim can have only one of them: two prices, two days, two times. */
export function isRival(claim: Figure, evidence: Figure): boolean {
  if (isSameFigure(claim, evidence)) return false;
  if (claim.kind === "number" && evidence.kind === "number") {
    if (claim.ordinal !== evidence.ordinal) return false;
    if (claim.unit && evidence.unit)
      return claim.unit.dimension === evidence.unit.dimension || (isDuration(claim.unit) && isDuration(evidence.unit));
    if (evidence.unit) return false;
    // "Lotte, 17": a note leaves out what everybody knows.
    if (claim.unit) return evidence.counts === null && (BARE.has(claim.unit.dimension) || claim.unit.factor === 12);
    return claim.counts === null || evidence.counts === null || claim.counts === evidence.counts;
  }
  if (claim.kind === "date" && evidence.kind === "date")
    return (["weekday", "day", "month", "year"] as const).some(
      (part) => claim[part] !== undefined && evidence[part] !== undefined && !evidence.inferred.includes(part as never),
    );
  if (claim.kind === "number" && evidence.kind === "time") return claim.minutes.length > 0;
  if (claim.kind === "time" && evidence.kind === "number") return evidence.minutes.length > 0;
  // "Lasts eight days" and "every six days".
  if (claim.kind === "number" && evidence.kind === "rate") return claim.unit !== null && isDuration(claim.unit);
  if (claim.kind === "rate" && evidence.kind === "number") return evidence.unit !== null && isDuration(evidence.unit);
  return claim.kind === evidence.kind;
}

function isDuration({ dimension }: Unit): boolean {
  return dimension === "minutes" || dimension === "months";
}

function isSameNumber(claim: NumberFigure, evidence: NumberFigure): boolean {
  const { unit: a } = claim;
  const { unit: b } = evidence;
  if (a && b && a.dimension !== b.dimension) return false;
  // "One litre" is not "1 sachet".
  if ((a && evidence.counts !== null) || (b && claim.counts !== null)) return false;
  if (claim.minutes.some((minutes) => evidence.minutes.some((held) => held % HALF_DAY === minutes % HALF_DAY)))
    return true;
  const said = a && b ? claim.value * a.factor : claim.value;
  const held = a && b ? evidence.value * b.factor : evidence.value;
  return isNear(said, held, claim.exactness);
}

/** Whether two figures differ as by a slip: the same digits in another order, the same day of another month. */
export function isSlip(claim: Figure, evidence: Figure): boolean {
  if (isSameFigure(claim, evidence)) return false;
  if (claim.kind === "date" && evidence.kind === "date") {
    if (claim.day === undefined || claim.month === undefined || evidence.day === undefined) return false;
    return (claim.day === evidence.day) !== (claim.month === evidence.month);
  }
  const [a, b] = [digitsIn(claim), digitsIn(evidence)];
  return claim.kind === evidence.kind && a.length >= 2 && a !== b && [...a].sort().join("") === [...b].sort().join("");
}

function digitsIn(figure: Figure): string {
  if (figure.kind === "number") return String(figure.value).replace(".", "");
  return figure.kind === "code" ? figure.text.replace(/[^\p{L}\p{N}]/gu, "") : "";
}

/** Whether a number that is meant so exactly may be said of this one. */
export function isNear(said: number, held: number, exactness: Exactness): boolean {
  if (Math.abs(said - held) <= 1e-6 * Math.max(1, Math.abs(held))) return true;
  if (exactness === "about") return Math.abs(said - held) <= ABOUT * Math.abs(held);
  if (exactness === "above") return held > said && held <= said * (1 + ABOVE);
  return exactness === "below" && held < said && held >= said * (1 - ABOVE);
}

function isSameTime(a: TimeFigure, b: TimeFigure): boolean {
  if (a.certain && b.certain) return a.minutes % (2 * HALF_DAY) === b.minutes % (2 * HALF_DAY);
  return a.minutes % HALF_DAY === b.minutes % HALF_DAY;
}

/** "At eight" is 8:00 or 20:00, and "1:24" may be 84 minutes. */
function isTimeOf(number: NumberFigure, time: TimeFigure): boolean {
  if (number.unit?.dimension === "minutes") return number.value * number.unit.factor === time.minutes;
  return number.minutes.some((minutes) => minutes % HALF_DAY === time.minutes % HALF_DAY);
}

function isBareYear({ year, month, day, weekday }: DateFigure): boolean {
  return year !== undefined && month === undefined && day === undefined && weekday === undefined;
}

function isSameDate(claim: DateFigure, evidence: DateFigure): boolean {
  const parts = (["year", "month", "day", "weekday"] as const).filter((part) => claim[part] !== undefined);
  return parts.every((part) => {
    if (claim.inferred.includes(part as never)) return true;
    const held = evidence[part];
    if (held === undefined) return false;
    // The year of "in March" is a guess that may be one off.
    return evidence.inferred.includes(part as never) && part === "year"
      ? Math.abs(held - (claim.year as number)) <= 1
      : held === claim[part];
  });
}
