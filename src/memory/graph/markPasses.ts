import type { Change, DiaryLine, Op, Pass } from "../model";
import { isUndoOf } from "./causeChain";
import { isSame } from "./isSame";
import { makeChange } from "./makeChange";

/** The diary's part of an undo: lines and passes marked as undone, or, where an undo is undone, as standing again. */
export function markPasses(
  ops: readonly Op[],
  causeId: string,
  entry: string | null,
  passes: ReadonlyMap<string, Pass>,
): Change[] {
  const after = new Map(passes);
  for (const op of ops) {
    const pass = op.table === "passes" ? after.get(op.id) : undefined;
    if (op.table !== "passes" || op.after === null || !pass || isUndoOf(op, causeId)) continue;
    after.set(pass.id, op.cause.kind === "undo" ? takenBack(pass, op.before, op.after, entry) : undone(pass, entry));
  }
  return [...after.values()].flatMap((pass) => {
    const before = passes.get(pass.id) ?? null;
    return isSame(before, pass) ? [] : [makeChange("passes", before, pass, entry)];
  });
}

function undone(pass: Pass, entry: string | null): Pass {
  const lines = pass.lines.map((line) => (entry === null || line.id === entry ? { ...line, undone: true } : line));
  return { ...pass, lines, undone: entry === null || lines.every((line) => line.undone) };
}

/** Puts back the marks that an undo made, and only those. */
function takenBack(pass: Pass, before: Pass | null, marked: Pass, entry: string | null): Pass {
  const was = (line: DiaryLine) => before?.lines.find((each) => each.id === line.id);
  const lines = pass.lines.map((line) => {
    const earlier = was(line);
    const turned = earlier && marked.lines.some((each) => each.id === line.id && each.undone !== earlier.undone);
    return turned && (entry === null || line.id === entry) ? { ...line, undone: earlier.undone } : line;
  });
  const whole = lines.length > 0 ? lines.every((line) => line.undone) : (before?.undone ?? pass.undone);
  return { ...pass, lines, undone: whole };
}
