/**
 * The judge in Chromium, through the app's worker: `npm run bench:judge`.
 *
 *     npm run bench:judge [-- --every N]                       every (Nth) line of training/judge/data, by label and writer
 *     npm run bench:judge -- --data FILE.jsonl [--out RUN.json]  pairs: {"known", "new", "label"} a line, "writer" if there is one
 *     npm run bench:judge -- --data FILE.json [--out RUN.json]   statements: turns of people, and what memory must do about each
 *
 * The shipped network was trained on training/judge/data: what it scores there is no measure of it. The figures of writers
 * left out are in models/judge/figures.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { THRESHOLDS } from "../../src/memory/judge/thresholds";
import { PAIR_LABELS, type PairLabel, type Verdict } from "../../src/memory/ports";
import {
  type Figures,
  type JudgedPair,
  labelFigures,
  pairFigures,
  questionFigures,
  sentenceFigures,
} from "./judge/figures";
import { openJudge } from "./judge/openJudge";
import { type PairLine, readPairs, readWritten, trainedWriters } from "./judge/readLines";
import { countMutable, emptyRun, FIGURE_NAMES, nearest, type Run, turnsOf } from "./judge/statements";

/** Rows that share a batch, as the 8 candidates of a sentence do. */
const BATCH = 8;
const UNKNOWN_WRITER = "nobody named";

const { values: options } = parseArgs({
  options: { data: { type: "string" }, out: { type: "string" }, every: { type: "string", default: "1" } },
});
const every = Number(options.every);
if (!(every >= 1)) throw new RangeError("--every wants a number from 1 on.");

const judge = await openJudge();
try {
  const { modelId, threads, embedderMs, judgeMs } = await judge.load();
  console.log(`${modelId} on ${threads === 1 ? "1 thread" : `${threads} threads`}: the embedder loaded in`);
  console.log(`${(embedderMs / 1000).toFixed(1)} s, the judge after it in ${(judgeMs / 1000).toFixed(1)} s.`);
  console.log(`Thresholds: ${THRESHOLDS.source}.\n`);
  const { data, out } = options;
  const result =
    data === undefined ? await benchWritten() : isLines(data) ? await benchPairs(data) : await benchTurns(data);
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  await judge.close();
}

async function benchWritten() {
  const trained = trainedWriters();
  const written = readWritten();
  console.log(
    `NOT A MEASURE: lines of the writers ${trained.join(", ")} are what a training takes. How well the judge does`,
  );
  console.log(
    "on writers left out stands in models/judge/figures.md. Here it is seen whether this browser gets out of it what",
  );
  console.log("training put in, and how long that takes.\n");
  const pairs = await judgeAll(
    thinned(written.pairs),
    ({ known, new: text }) => known.length + text.length,
    judge.pairs,
  );
  const sentences = await judgeAll(thinned(written.sentences), ({ text }) => text.length, judge.sentences);
  const questions = await judgeAll(
    thinned(written.questions),
    ({ question, passage }) => question.length + passage.length,
    judge.questions,
  );
  return {
    pairs: { byWriter: byWriter("Pairs", pairs, pairFigures, trained), byLabel: byLabel(pairs) },
    sentences: byWriter("Sentences", sentences, sentenceFigures, trained),
    questions: byWriter("Questions", questions, questionFigures, trained),
  };
}

async function benchPairs(file: string) {
  const lines = thinned(readPairs(file));
  const trainedOn = new Set(readWritten().pairs.map(keyOf));
  const known = lines.filter((line) => trainedOn.has(keyOf(line))).length;
  if (known > 0) console.log(`NOT A MEASURE: ${known} of these lines stand in training/judge/data as well.\n`);
  const pairs = await judgeAll(lines, (line) => line.known.length + line.new.length, judge.pairs);
  return { byWriter: byWriter("Pairs", pairs, pairFigures), byLabel: byLabel(pairs) };
}

async function benchTurns(file: string): Promise<Run> {
  const turns = turnsOf(readFileSync(file, "utf8")).filter((_, at) => at % every === 0);
  const texts = [...new Set(turns.flatMap((turn) => [turn.text, ...turn.known]))];
  const vectors = new Map<string, readonly number[]>();
  for (let from = 0; from < texts.length; from += 64) {
    const batch = texts.slice(from, from + 64);
    const rows = await judge.embed(batch);
    for (const [at, text] of batch.entries()) vectors.set(text, rows[at] ?? []);
  }
  const run = emptyRun();
  const times: number[] = [];
  for (const turn of turns) {
    const candidates = nearest(turn, vectors);
    const { milliseconds, ...judged } = await judge.turn(
      candidates.map((place) => turn.known[place] ?? ""),
      turn.text,
    );
    if (candidates.length === BATCH) times.push(milliseconds);
    countMutable(run, turn, candidates, judged);
  }
  const rows = [...FIGURE_NAMES.map((name) => [name, run[name]] as const)];
  console.log("The sentence by itself first, then against its 8 nearest that still hold, at the acting thresholds:");
  for (const [name, [right, all]] of rows)
    console.log(`${name.padEnd(12)} ${right}/${all} ${all > 0 ? `${((100 * right) / all).toFixed(1)} %` : ""}`);
  console.log(`8 candidates of a sentence: ${timesOf(times)}`);
  return run;
}

/** Every line with its verdict, in batches of like length. */
async function judgeAll<Line extends object, Label extends string>(
  lines: readonly Line[],
  lengthOf: (line: Line) => number,
  ask: (rows: Line[]) => Promise<{ answers: Verdict<Label>[]; milliseconds: number }>,
): Promise<(Line & { verdict: Verdict<Label> })[]> {
  const sorted = [...lines].sort((a, b) => lengthOf(b) - lengthOf(a));
  const judged: (Line & { verdict: Verdict<Label> })[] = [];
  const times: number[] = [];
  for (let from = 0; from < sorted.length; from += BATCH) {
    const batch = sorted.slice(from, from + BATCH);
    const { answers, milliseconds } = await ask(batch);
    if (batch.length === BATCH) times.push(milliseconds);
    batch.forEach((line, at) => {
      const verdict = answers[at];
      if (!verdict) throw new Error("The judge left a line out.");
      judged.push({ ...line, verdict });
    });
  }
  console.log(`${lines.length} lines, 8 a batch: ${timesOf(times)}`);
  return judged;
}

function byWriter<Line extends { writer?: string | undefined }>(
  title: string,
  lines: readonly Line[],
  figuresOf: (lines: readonly Line[]) => Figures,
  trained: readonly string[] = [],
): Record<string, Figures> {
  const writers = [...new Set(lines.map((line) => line.writer ?? UNKNOWN_WRITER))].sort();
  const rows: Record<string, Figures> = {};
  for (const writer of writers) {
    const name = trained.includes(writer) ? `${writer} (in training)` : writer;
    rows[name] = figuresOf(lines.filter((line) => (line.writer ?? UNKNOWN_WRITER) === writer));
  }
  const others = lines.filter(({ writer }) => writer !== undefined && !trained.includes(writer));
  if (trained.length > 0 && others.length > 0) rows["not in training"] = figuresOf(others);
  rows.all = figuresOf(lines);
  console.log(`\n${title} by writer`);
  console.table(rows);
  return rows;
}

function byLabel(pairs: readonly JudgedPair[]): Partial<Record<PairLabel, Figures>> {
  const rows = Object.fromEntries(PAIR_LABELS.map((label) => [label, labelFigures(label, pairs)]));
  console.log("Pairs by label; at threshold: acted on, and how often rightly");
  console.table(rows);
  return rows;
}

function timesOf(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return sorted.length === 0 ? "no whole batch" : `median ${at(0.5)} ms, 19 of 20 within ${at(0.95)} ms`;
}

function thinned<Line>(lines: readonly Line[]): Line[] {
  return lines.filter((_, at) => at % every === 0);
}

function keyOf({ known, new: text }: Pick<PairLine, "known" | "new">): string {
  return `${known}\n${text}`;
}

/** JSON lines hold pairs, one JSON value statements: told by the content, since both may be called .json. */
function isLines(file: string): boolean {
  const [first = ""] = readFileSync(file, "utf8").trimStart().split("\n");
  try {
    const value: unknown = JSON.parse(first);
    return typeof value === "object" && value !== null && "known" in value;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
