import { PAIR_LABELS, type PairLabel } from "../memory/ports";
import type { KeyValues } from "./appearance";

/** A verdict of the judge that its user holds to be wrong. `label` is what it should have been: a line for training and bench. */
export interface WrongVerdict {
  known: string;
  new: string;
  label: PairLabel;
  /** What the judge held for likeliest. */
  judged: PairLabel;
  /** Which judge it was. */
  model: string;
  /** When it was kept, milliseconds since the epoch. */
  at: number;
}

const KEY = "cairn-judge-wrong";

/** What is kept on this device; lines that are damaged are left out. */
export function readWrongVerdicts(storage: KeyValues): WrongVerdict[] {
  const kept = storage.getItem(KEY);
  if (kept === null) return [];
  return kept.split("\n").flatMap((line) => parse(line) ?? []);
}

/** Throws a QuotaExceededError where there is no room. */
export function writeWrongVerdicts(storage: KeyValues, wrong: readonly WrongVerdict[]): void {
  storage.setItem(KEY, toLines(wrong).trimEnd());
}

/** JSON lines, as `npm run bench:judge -- --data` reads them. */
export function toLines(wrong: readonly WrongVerdict[]): string {
  return wrong.map((each) => `${JSON.stringify(each)}\n`).join("");
}

function parse(line: string): WrongVerdict | null {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof read !== "object" || read === null) return null;
  const { known, new: text, label, judged, model, at } = read as Record<string, unknown>;
  if (typeof known !== "string" || typeof text !== "string" || typeof model !== "string" || typeof at !== "number") {
    return null;
  }
  return isLabel(label) && isLabel(judged) ? { known, new: text, label, judged, model, at } : null;
}

function isLabel(value: unknown): value is PairLabel {
  return PAIR_LABELS.some((label) => label === value);
}
