import type { Recalled } from "../../memory/model";
import type { DateFigure, Figure } from "./Figure";
import { partsOf } from "./readDates";
import { type Person, readPersons, USER, type Voices } from "./readPersons";
import { namesIn, readStatement, type Segment, type Statement } from "./readStatement";

/** A segment with everyone in it. */
export interface Piece extends Segment {
  persons: Person[];
}

/** A text that is held against another. */
export interface Told extends Statement {
  pieces: Piece[];
}

/** A line of evidence, read. */
export interface EvidenceLine extends Told {
  n: number;
  /** Concepts of who said it and where: they may stand in a claim, but support nothing by themselves. */
  label: ReadonlySet<string>;
  /** When it was said. */
  said: DateFigure | null;
  saidAt: number | null;
  /** Whether its writer may be left out: "Lent Casper 250". */
  voices: Voices;
}

/** Names that any of these texts holds where no sentence begins, and who said them. */
export function namesOf(texts: readonly string[], lines: readonly Recalled[]): Set<string> {
  const names = new Set(texts.flatMap(namesIn));
  for (const line of lines) {
    for (const name of namesIn(line.text)) names.add(name);
    if (line.speaker && line.speaker !== "user") for (const name of namesIn(`by ${line.speaker}`)) names.add(name);
  }
  // What somebody writes small is no name: "Paddle is 2.20" and "the paddle".
  for (const text of [...texts, ...lines.map((line) => line.text)])
    for (const [word] of text.matchAll(/(?<![\p{L}\p{M}])\p{Ll}[\p{L}\p{M}]*/gu)) names.delete(word);
  return names;
}

export function readLine(line: Recalled, names: ReadonlySet<string>): EvidenceLine {
  const statement = readStatement(line.text, { when: line.saidAt, names });
  const whose = [line.speaker === "user" ? "" : (line.speaker ?? line.sourceTitle), line.section].join(" ");
  const label = new Set(readStatement(whose, { when: null, names }).words.map((word) => word.concept));
  const speaker = line.speaker === null ? null : line.speaker === "user" ? USER : firstName(line.speaker);
  const voices: Voices = { first: speaker, second: speaker === null || speaker === USER ? null : USER };
  return {
    ...statement,
    pieces: withPersons(statement.segments, voices),
    n: line.n,
    label,
    said:
      line.saidAt === null
        ? null
        : { kind: "date", from: -1, to: -1, soft: false, inferred: [], ...partsOf(line.saidAt), weekday: undefined },
    saidAt: line.saidAt,
    voices,
  };
}

/**
 * A sentence of an answer. An answer speaks to the user; a small one says "I" as the note does. `subject` is whom the sentence
 * before was about: the "he" or "she" that this one begins with.
 */
export function readClaim(text: string, names: ReadonlySet<string>, subject: string | null): Told {
  const statement = readStatement(text, { when: null, names });
  const pieces = withPersons(statement.segments, { first: USER, second: USER });
  const [first] = pieces;
  if (first && subject !== null && /^(?:he|she|his|her)$/.test(first.tokens[0]?.form ?? ""))
    first.persons.unshift({ who: subject, at: -1, acts: true });
  return { ...statement, pieces };
}

/** Whom a sentence is about: the first person it names; whoever it was before where it names none. */
export function subjectOf({ pieces }: Told, before: string | null): string | null {
  return pieces.flatMap((piece) => piece.persons).find((person) => person.who !== USER)?.who ?? before;
}

function withPersons(segments: readonly Segment[], voices: Voices): Piece[] {
  return segments.map((segment) => ({ ...segment, persons: readPersons(segment, voices) }));
}

function firstName(speaker: string): string {
  return speaker.toLowerCase().split(/\s+/).at(-1) ?? speaker;
}

/** Figures that a line brings, with the day it was said, which no weekday alone means. */
export function figuresOf(line: EvidenceLine): Figure[] {
  return line.said ? [...line.figures, line.said] : line.figures;
}
