/** Dates as people say them. English, in the day-month order of the words around them unless the reader's English differs. */
const LOCALE = typeof navigator !== "undefined" && navigator.language.startsWith("en-") ? navigator.language : "en-GB";

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE, options);
const CLOCK = format({ hour: "numeric", minute: "2-digit" });
const WEEKDAY = format({ weekday: "long" });
const DAY_MONTH = format({ day: "numeric", month: "long" });
const DAY_MONTH_YEAR = format({ day: "numeric", month: "long", year: "numeric" });
const MONTH_YEAR = format({ month: "long", year: "numeric" });
const EXACT = format({ dateStyle: "full", timeStyle: "short" });
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const NUMBER = new Intl.NumberFormat(LOCALE);
const ONE_DIGIT = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const PLURAL = new Intl.PluralRules("en");

/** "1,204". */
export const count = (value: number): string => NUMBER.format(value);

/** "1 memory", "1,204 memories". */
export const counted = (value: number, one: string, other: string): string =>
  `${count(value)} ${PLURAL.select(value) === "one" ? one : other}`;

/** "98.4 MB", whole ones from a thousand on; kB below a tenth of a MB. */
export function megabytes(bytes: number): string {
  if (bytes < 100_000) return `${count(Math.ceil(bytes / 1000))} kB`;
  const size = bytes / 1_000_000;
  return `${size < 1000 ? ONE_DIGIT.format(size) : count(Math.round(size))} MB`;
}

/** "98 MB": a size to choose by. */
export const roundedMegabytes = (bytes: number): string =>
  bytes < 9_950_000 ? megabytes(bytes) : `${count(Math.round(bytes / 1_000_000))} MB`;

/** "40 of 98 MB"; with one digit below 10 MB. Never more than the total, which may be an estimate. */
export function megabytesOf(done: number, total: number): string {
  const number = total < 10_000_000 ? ONE_DIGIT : NUMBER;
  const size = (bytes: number) => number.format(total < 10_000_000 ? bytes / 1e6 : Math.round(bytes / 1e6));
  return `${size(Math.min(done, total))} of ${size(total)} MB`;
}

/** "1.2 seconds". */
export function seconds(milliseconds: number): string {
  const value = Math.round(milliseconds / 100) / 10;
  return `${ONE_DIGIT.format(value)} ${value === 1 ? "second" : "seconds"}`;
}

/** "9:12". */
export const clockTime = (at: number): string => CLOCK.format(at);

/** For a title: everything, e.g. "Tuesday 3 March 2026 at 09:12". */
export const exactTime = (at: number): string => EXACT.format(at);

/** "3 March", with the year where it is another one. */
export function dayName(at: number, now: number): string {
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? DAY_MONTH.format(at) : DAY_MONTH_YEAR.format(at);
}

/** "today", "yesterday", "Sunday" within the week, else the date. */
export function dayWord(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 1 && days >= 0) return RELATIVE.format(-days, "day");
  if (days > 1 && days < 7) return WEEKDAY.format(at);
  return dayName(at, now);
}

/** The heading of a group of chats: "Today", "Yesterday", "Last week", then months. */
export function dayGroup(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 8) return "Last week";
  return MONTH_YEAR.format(at);
}

/** "this year" as "3 March, 9:12"; today as "today, 9:12". */
export const dayAndTime = (at: number, now: number): string => `${dayWord(at, now)}, ${clockTime(at)}`;

/** "40 seconds", "2 minutes". */
export function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 90 ? counted(seconds, "second", "seconds") : counted(Math.round(seconds / 60), "minute", "minutes");
}

/** Whole calendar days from `at` to `now`. */
function daysBetween(at: number, now: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}
