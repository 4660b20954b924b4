import type { CodeFigure, TimeFigure } from "./Figure";
import { cardinalOf } from "./numberWords";
import type { Token } from "./readTokens";
import { unitOf } from "./units";

const BEFORE_NOON = /^(?:am|a\.m|a\.m\.)$/;
const AFTER_NOON = /^(?:pm|p\.m|p\.m\.)$/;
/** "5 to six" and "ten past eight" need to be told from "from 5 to 6". */
const FIVES = new Set([5, 10, 20, 25]);

/** A time of day at this token: "17:30", "7:42 a.m.", "half past six", "8 o'clock", "noon"; null where there is none. */
export function readTime(tokens: readonly Token[], at: number): TimeFigure | null {
  const found = clockAt(tokens, at) ?? wordsAt(tokens, at);
  if (!found) return null;
  const half = halfAfter(tokens, found.to);
  const { minutes } = found;
  if (half.is === null) return { kind: "time", from: at, to: half.to, soft: false, minutes, certain: found.certain };
  const hour = minutes % 720;
  return {
    kind: "time",
    from: at,
    to: half.to,
    soft: false,
    minutes: half.is === "am" ? hour : hour + 720,
    certain: true,
  };
}

interface Found {
  minutes: number;
  certain: boolean;
  to: number;
}

/** "At quarter past", "half past": minutes of any hour. */
export function readMinutes(tokens: readonly Token[], at: number): CodeFigure | null {
  const form = tokens[at]?.form ?? "";
  if ((form !== "half" && form !== "quarter") || tokens[at + 1]?.form !== "past") return null;
  return { kind: "code", from: at, to: at + 2, soft: false, text: `${form} past` };
}

function clockAt(tokens: readonly Token[], at: number): Found | null {
  const form = tokens[at]?.form ?? "";
  const clock = /^(\d{1,2})([:.])(\d{2})$/.exec(form);
  const next = tokens[at + 1]?.form ?? "";
  if (clock) {
    const [hour, minute] = [Number(clock[1]), Number(clock[3])];
    if (hour > 24 || minute > 59) return null;
    const isTime = clock[2] === ":" || BEFORE_NOON.test(next) || AFTER_NOON.test(next);
    return isTime ? { minutes: 60 * hour + minute, certain: hour > 12 || /^0/.test(form), to: at + 1 } : null;
  }
  const hour = hourAt(tokens, at);
  if (hour === null) return null;
  if (BEFORE_NOON.test(next) || AFTER_NOON.test(next)) return { minutes: 60 * hour, certain: false, to: at + 1 };
  // "Ten at night", "two in the afternoon".
  if (hour > 0 && hour <= 12 && halfAfter(tokens, at + 1).is !== null)
    return { minutes: 60 * hour, certain: false, to: at + 1 };
  return next === "o'clock" || next === "uhr" ? { minutes: 60 * hour, certain: hour > 12, to: at + 2 } : null;
}

function wordsAt(tokens: readonly Token[], at: number): Found | null {
  const form = tokens[at]?.form ?? "";
  if (form === "noon" || form === "midday") return { minutes: 720, certain: true, to: at + 1 };
  if (form === "midnight") return { minutes: 0, certain: true, to: at + 1 };
  const isQuarter = form === "quarter" || form === "half";
  const amount = form === "half" ? 30 : form === "quarter" ? 15 : (cardinalOf(form) ?? Number.NaN);
  if (!isQuarter && !FIVES.has(amount)) return null;
  const dash = tokens[at + 1]?.form === "-" ? 1 : 0;
  const minutes = tokens[at + 1 + dash]?.form === "minutes" ? 1 : 0;
  const way = tokens[at + 1 + dash + minutes]?.form ?? "";
  if (way !== "past" && !(way === "to" && (isQuarter || minutes === 1 || cardinalOf(form) !== null))) return null;
  const hour = hourAt(tokens, at + 2 + dash + minutes);
  // "Five to six centimetres" is no time.
  const after = tokens[at + 3 + dash + minutes]?.form ?? "";
  if (hour === null || (after !== "in" && unitOf(after))) return null;
  const whole = 60 * hour + (way === "past" ? amount : -amount);
  return { minutes: (whole + 1440) % 1440, certain: hour > 12, to: at + 3 + dash + minutes };
}

function hourAt(tokens: readonly Token[], at: number): number | null {
  const form = tokens[at]?.form ?? "";
  const hour = /^\d{1,2}$/.test(form) ? Number(form) : cardinalOf(form);
  return hour !== null && hour >= 0 && hour <= 24 ? hour : null;
}

/** "a.m.", "in the afternoon", "at night": which half of the day it is. */
function halfAfter(tokens: readonly Token[], at: number): { is: "am" | "pm" | null; to: number } {
  const form = tokens[at]?.form ?? "";
  const dot = tokens[at + 1]?.form === "." && form.includes(".") ? 1 : 0;
  if (BEFORE_NOON.test(form)) return { is: "am", to: at + 1 + dot };
  if (AFTER_NOON.test(form)) return { is: "pm", to: at + 1 + dot };
  const phrase = tokens
    .slice(at, at + 3)
    .map((token) => token.form)
    .join(" ");
  // The words themselves stay: they are part of what is said.
  if (phrase === "in the morning") return { is: "am", to: at };
  if (/^(?:in the (?:afternoon|evening)|at night)/.test(phrase)) return { is: "pm", to: at };
  return { is: null, to: at };
}
