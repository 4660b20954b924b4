import { type DateFigure, type Figure, isNear, isSameFigure, type NumberFigure } from "../facts/Figure";
import type { EvidenceLine, Piece, Told } from "../facts/readEvidence";

/** Words that say that a number was worked out; those that say so only right after it ("1,480 over the goal"). */
const CUES =
  /^(?:total|altogether|together|left|remaining|rest|more|less|fewer|difference|share|half|including|without|with|since|lost|gained|after|puts|makes|still|open|split|rose|rise|fell|fall|climbed|climb|grew|extra|valued|worth|totals|whole|next|due|reaches)$/;
const CUES_AFTER =
  /^(?:over|under|above|below|behind|ahead|bigger|smaller|longer|shorter|higher|lower|cheaper|taller|older|younger|short|off|away|few|many|much)$/;
/** Words that say that something was divided. */
const CUES_EACH = /^(?:each|apiece|everyone|everybody|head)$/;
const NEAR = 4;
const MOST_TIMES = 12;

/** A number of a claim that lines give together, and which lines. */
export interface Derived {
  figure: Figure;
  lines: EvidenceLine[];
}

/**
 * Figures of a claim that no line holds, but that two or three of their numbers make: a sum, a difference, a product, a part, the
 * days between two dates. Only where the claim says that it reckons.
 */
export function derive(claim: Told, lines: readonly EvidenceLine[]): Derived[] {
  const reckons = claim.pieces.some((piece) => piece.tokens.some((token) => CUES.test(token.form)));
  const divides = claim.pieces.some((piece) => piece.tokens.some((token) => CUES_EACH.test(token.form)));
  const isReckoned = (figure: Figure) =>
    reckons ||
    claim.pieces.some(
      (piece) =>
        figure.kind === "number" &&
        figure.counts !== null &&
        piece.figures.includes(figure) &&
        piece.tokens[figure.from - piece.from - 1]?.form === "by",
    ) ||
    claim.pieces.some(
      (piece) =>
        piece.figures.includes(figure) &&
        (isPartOf(figure, piece) ||
          piece.tokens
            .slice(figure.to - piece.from, figure.to - piece.from + NEAR)
            .some((token) => CUES_AFTER.test(token.form))),
    );
  const held = lines.flatMap((line) => line.figures.map((figure) => ({ figure, line })));
  return claim.figures.flatMap((figure): Derived[] => {
    if (figure.kind === "date") {
      const from = held.some((each) => isSameFigure(figure, each.figure))
        ? null
        : dateFrom(figure, [...held, ...lines.flatMap(saidOf)]);
      return from ? [{ figure, lines: from }] : [];
    }
    if (
      figure.kind !== "number" ||
      figure.soft ||
      !(mayBeReckoned(figure) || isMore(claim, figure)) ||
      held.some((each) => isSameFigure(figure, each.figure))
    )
      return [];
    const found =
      (isReckoned(figure) ? fromNumbers(figure, held) : fromParts(figure, lines)) ??
      (divides ? fromDivision(figure, held, claim) : null) ??
      fromDates(figure, held) ??
      fromRange(figure, lines);
    return found ? [{ figure, lines: found }] : [];
  });
}

/** "Two of the bowls". */
function isPartOf(figure: Figure, { tokens, from }: Piece): boolean {
  const [of, whom] = tokens.slice(figure.to - from, figure.to - from + 2);
  return (
    figure.kind === "number" &&
    figure.unit === null &&
    figure.value >= 1 &&
    of?.form === "of" &&
    /^(?:the|them|those|these|your|his|her|their|its)$/.test(whom?.form ?? "")
  );
}

/** "Three more than before", "seven neon tetras". */
function isMore(claim: Told, figure: NumberFigure): boolean {
  const piece = claim.pieces.find((each) => each.figures.includes(figure));
  const next = piece?.tokens[figure.to - piece.from]?.form ?? "";
  return (
    /^(?:more|less|fewer)$/.test(next) ||
    (piece !== undefined && isPartOf(figure, piece)) ||
    piece?.words.some((word) => word.at === figure.to) === true
  );
}

/** A small number that counts nothing is too easily made of others. */
function mayBeReckoned({ value, unit, counts }: NumberFigure): boolean {
  return value >= 20 || (value >= 1 && (unit !== null || counts !== null || !Number.isInteger(value)));
}

type Held = { figure: Figure; line: EvidenceLine };

function fromNumbers(wanted: NumberFigure, held: readonly Held[]): EvidenceLine[] | null {
  const numbers = held.flatMap(({ figure, line }) =>
    figure.kind === "number" && !figure.ordinal ? [{ ...figure, line }] : [],
  );
  const is = (value: number) => isNear(wanted.value, value, wanted.exactness);
  for (const a of numbers) {
    for (const b of numbers) {
      if (a === b) continue;
      const alike = dimension(a) === dimension(b) || !dimension(a) || !dimension(b);
      const fits = !dimension(wanted) || !dimension(a) || dimension(wanted) === dimension(a);
      if (alike && fits && (is(a.value + b.value) || is(a.value - b.value))) return [...new Set([a.line, b.line])];
      if (!isCount(b) || !fits) continue;
      if (is(a.value * b.value) || is(a.value / b.value)) return [...new Set([a.line, b.line])];
      for (const c of numbers)
        if (c !== a && c !== b && is(a.value * b.value + c.value)) return [...new Set([a.line, b.line, c.line])];
    }
  }
  return null;
}

/** "Each of you pays 140": of 840 for six. */
function fromDivision(wanted: NumberFigure, held: readonly Held[], claim: Told): EvidenceLine[] | null {
  const numbers = held.flatMap(({ figure, line }) => (figure.kind === "number" ? [{ ...figure, line }] : []));
  for (const a of numbers) if (isPair(claim) && isNear(wanted.value, a.value / 2, "exact")) return [a.line];
  for (const a of numbers)
    for (const b of numbers)
      if (a !== b && isCount(b) && b.value > 1 && isNear(wanted.value, a.value / b.value, "exact"))
        return [...new Set([a.line, b.line])];
  return null;
}

/** "You and Ruth." */
function isPair({ pieces }: Told): boolean {
  const named = new Set(pieces.flatMap((piece) => piece.persons.map((person) => person.who)));
  return named.size === 2 && pieces.some((piece) => piece.tokens.some((token) => token.form === "and"));
}

/** "Children half": the part stands in the line itself. */
function fromParts(wanted: NumberFigure, lines: readonly EvidenceLine[]): EvidenceLine[] | null {
  for (const line of lines) {
    const numbers = line.figures.filter((figure) => figure.kind === "number");
    const parts = numbers.filter((figure) => figure.value > 0 && figure.value < 1 && !figure.unit);
    if (parts.some((part) => numbers.some((each) => isNear(wanted.value, each.value * part.value, "exact"))))
      return [line];
  }
  return null;
}

function dimension({ unit }: NumberFigure): string | null {
  return unit?.dimension ?? null;
}

/** "Two adults", "half": what something is taken so many times. */
function isCount({ value, unit }: NumberFigure): boolean {
  return (
    (!unit || unit.dimension === "months") &&
    value !== 1 &&
    (value < 1 || (Number.isInteger(value) && value <= MOST_TIMES))
  );
}

/** How many "boxes 7 to 9" are. */
function fromRange(wanted: NumberFigure, lines: readonly EvidenceLine[]): EvidenceLine[] | null {
  if (wanted.counts === null) return null;
  for (const line of lines)
    for (const piece of line.pieces)
      for (const [at, figure] of piece.figures.entries()) {
        const next = piece.figures[at + 1];
        if (figure.kind !== "number" || next?.kind !== "number" || next.from !== figure.to + 1) continue;
        const isRange = /^(?:to|-|–|until)$/.test(piece.tokens[figure.to - piece.from]?.form ?? "");
        if (isRange && next.value - figure.value + 1 === wanted.value) return [line];
      }
  return null;
}

const DAY = 86_400_000;

/** "From the date of purchase" is the day it was noted. */
function saidOf(line: EvidenceLine): Held[] {
  return line.said ? [{ figure: line.said, line }] : [];
}

/** "3 October", of three days before 6 October; "May 2028", of five years from 20 May 2023. */
function dateFrom(wanted: DateFigure, held: readonly Held[]): EvidenceLine[] | null {
  if (wanted.month === undefined || (wanted.day === undefined && wanted.year === undefined)) return null;
  for (const { figure: length, line } of held) {
    const unit = length.kind === "number" ? length.unit : null;
    if (
      length.kind !== "number" ||
      (unit?.dimension !== "months" && !(unit?.dimension === "minutes" && unit.factor >= 1440))
    )
      continue;
    for (const { figure: date, line: other } of held) {
      if (date.kind !== "date" || date.day === undefined || date.month === undefined || date.year === undefined)
        continue;
      const { year, month, day } = date;
      for (const sign of [1, -1]) {
        const months = unit.dimension === "months" ? sign * length.value * unit.factor : 0;
        const days = unit.dimension === "minutes" ? (sign * length.value * unit.factor) / 1440 : 0;
        const made = new Date(Date.UTC(year, month - 1 + months, day + days));
        const isSame =
          made.getUTCMonth() + 1 === wanted.month &&
          (wanted.day === undefined || made.getUTCDate() === wanted.day) &&
          (wanted.year === undefined || wanted.inferred.includes("year") || made.getUTCFullYear() === wanted.year);
        if (isSame) return [...new Set([line, other])];
      }
    }
  }
  return null;
}

function fromDates(wanted: NumberFigure, held: readonly Held[]): EvidenceLine[] | null {
  if (wanted.unit?.dimension !== "minutes" || wanted.unit.factor < 1440) return null;
  const days = (wanted.value * wanted.unit.factor) / 1440;
  const dates = held.flatMap(({ figure, line }) => {
    if (figure.kind !== "date" || figure.day === undefined || figure.month === undefined) return [];
    return [{ at: Date.UTC(figure.year ?? 2000, figure.month - 1, figure.day), line }];
  });
  for (const a of dates)
    for (const b of dates) {
      const between = (b.at - a.at) / DAY;
      if (between > 0 && (days === between || days === between + 1)) return [...new Set([a.line, b.line])];
    }
  return null;
}
