import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { ANSWER_LABELS, PAIR_LABELS, SENTENCE_LABELS } from "../../../src/memory/ports";

const DATA = "training/judge/data";
const writer = z.string().optional();
const pairLine = z.object({ known: z.string(), new: z.string(), label: z.enum(PAIR_LABELS), writer });
const sentenceLine = z.object({ text: z.string(), before: z.string(), label: z.enum(SENTENCE_LABELS), writer });
const questionLine = z.object({ question: z.string(), passage: z.string(), label: z.enum(ANSWER_LABELS), writer });

export type PairLine = z.infer<typeof pairLine>;
export type SentenceLine = z.infer<typeof sentenceLine>;
export type QuestionLine = z.infer<typeof questionLine>;

/** JSON lines of one form. Throws an Error that names the line that is of another form. */
function parseLines<Line>(text: string, name: string, form: z.ZodType<Line>): Line[] {
  return text.split("\n").flatMap((line, at) => {
    if (line.trim() === "") return [];
    try {
      return form.parse(JSON.parse(line));
    } catch (error) {
      throw new Error(`Line ${at + 1} of ${name} is of another form.`, { cause: error });
    }
  });
}

/** Pairs as `{"known", "new", "label"}`, with a `writer` or not. */
export function readPairs(file: string): PairLine[] {
  return parseLines(readFileSync(file, "utf8"), file, pairLine);
}

/** All written lines, each with its writer: the letter in the name of its file. */
export function readWritten(): { pairs: PairLine[]; sentences: SentenceLine[]; questions: QuestionLine[] } {
  const read = <Line>(kind: string, form: z.ZodType<Line>) =>
    readdirSync(DATA)
      .filter((name) => name.startsWith(`${kind}-`) && name.endsWith(".jsonl"))
      .sort()
      .flatMap((name) => {
        const lines = parseLines(readFileSync(`${DATA}/${name}`, "utf8"), name, form);
        return lines.map((line) => ({ ...line, writer: name.slice(kind.length + 1, -".jsonl".length) }));
      });
  return {
    pairs: read("pairs", pairLine),
    sentences: read("gate", sentenceLine),
    questions: read("answers", questionLine),
  };
}

/** The writers whose lines a training takes: none of them is a measure of the network that is shipped. */
export function trainedWriters(): string[] {
  const found = /^WRITERS = "([a-z]+)"/m.exec(readFileSync("training/judge/labels.py", "utf8"))?.[1];
  if (!found) throw new Error("training/judge/labels.py names no WRITERS.");
  return [...found];
}
