import { makeChange } from "../graph/makeChange";
import type { Change, DiaryLine, Memory, MemoryId } from "../model";
import type { Ids } from "../ports";
import { foldLine } from "./diaryLines";
import { findClusters, LINK_COSINE, MUTUAL } from "./findClusters";
import { type DuplicateGroup, findDuplicates } from "./findDuplicates";
import { canCompareAll, findNearest, findNeighbours, NEAREST, type Neighbour } from "./findNeighbours";
import { foldGroup } from "./foldGroup";
import type { Proposal } from "./Proposal";
import { MAX_CHANGES, MIN_MEMBERS, type PassPlan, type PlanStep, type ReflectSnapshot } from "./plan";
import { planInsights } from "./planInsights";

/**
 * What one pass does with a snapshot: near-duplicates are folded, then what belongs together is brought together. The same
 * rows give the same plan, in whatever order they come; planning on what a plan made gives nothing more, unless caps cut
 * it. Compares at most MAX_PAIRS pairs, newest memories first.
 */
export function planPass(snapshot: ReflectSnapshot, ids: Ids): PassPlan {
  const steps = planSteps(snapshot, ids);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** planPass in steps of well under a second, so that a worker can tell how far it is. */
export function* planSteps(snapshot: ReflectSnapshot, ids: Ids): Generator<PlanStep, PassPlan> {
  const { memories, vectors } = readItems(snapshot);
  const nearest = yield* findNeighbours(vectors, LINK_COSINE, "Comparing memories");
  const dismissed = new Set(snapshot.dismissed);
  const found = findDuplicates(memories, vectors, nearest).map((group) => planFold(group, ids));
  const folds = found.filter((fold) => !dismissed.has(fold.line.id));
  yield { done: memories.length, total: memories.length, what: "Looking for what belongs together" };

  // One stands for all also where folding them was undone: three that say the same are no insight.
  const left = leaveOut(memories, vectors, nearest, new Set(found.flatMap((fold) => fold.archived)));
  const clusters = findClusters(left.vectors, left.nearest, MIN_MEMBERS);
  const survivors = new Map(folds.map(({ survivor }) => [survivor.id, survivor]));
  const insights = planInsights(
    clusters,
    {
      memories: left.memories.map((memory) => survivors.get(memory.id) ?? memory),
      insights: snapshot.memories.filter((memory) => memory.kind === "insight").sort(byId),
      now: snapshot.now,
    },
    ids,
  );
  return gather([...folds, ...insights.filter((proposal) => !dismissed.has(proposal.line.id))]);
}

/** Current memories that can be compared: by id, or the newest first where not all can be compared with all. */
function readItems(snapshot: ReflectSnapshot): { memories: Memory[]; vectors: Float32Array[] } {
  const dimension = snapshot.vectors.find((vector) => vector !== null)?.length;
  const items = snapshot.memories.flatMap((memory, row) => {
    const vector = snapshot.vectors[row];
    const fit = memory.status === "current" && memory.kind !== "insight" && vector?.length === dimension;
    return fit && vector ? [{ memory, vector }] : [];
  });
  const whole = canCompareAll(items.length);
  items.sort((a, b) => (whole ? 0 : b.memory.learnedAt - a.memory.learnedAt) || byId(a.memory, b.memory));
  return { memories: items.map((item) => item.memory), vectors: items.map((item) => item.vector) };
}

function byId(a: { id: MemoryId }, b: { id: MemoryId }): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

interface Fold extends Proposal {
  survivor: Memory;
  archived: MemoryId[];
}

function planFold(group: DuplicateGroup, ids: Ids): Fold {
  const all = [group.survivor, ...group.folded].sort(byId);
  const key = ids.derive("line", "fold", ...all.map((memory) => memory.id));
  const { survivor, archived } = foldGroup(group);
  const changes = [makeChange("memories", group.survivor, survivor, key)];
  group.folded.forEach((before, at) => {
    changes.push(makeChange("memories", before, archived[at] ?? null, key));
  });
  return { line: foldLine(key, survivor, group.folded), changes, survivor, archived: archived.map(({ id }) => id) };
}

interface Left {
  memories: Memory[];
  vectors: Float32Array[];
  nearest: Neighbour[][];
}

/** What stays, and its neighbours by their new places; where too many of those went, they are looked for again. */
function leaveOut(
  memories: readonly Memory[],
  vectors: readonly Float32Array[],
  nearest: readonly (readonly Neighbour[])[],
  gone: ReadonlySet<MemoryId>,
): Left {
  const rows = [...memories.keys()].filter((row) => !gone.has(memories[row]?.id as MemoryId));
  const places = new Map(rows.map((row, place) => [row, place]));
  const left: Left = {
    memories: rows.flatMap((row) => memories[row] ?? []),
    vectors: rows.flatMap((row) => vectors[row] ?? []),
    nearest: [],
  };
  left.nearest = rows.map((row, place) => {
    const list = nearest[row] ?? [];
    const moved = list.flatMap(({ row: other, cosine }) => {
      const at = places.get(other);
      return at === undefined ? [] : [{ row: at, cosine }];
    });
    const cut = list.length === NEAREST && moved.length < MUTUAL;
    return cut ? findNearest(left.vectors, place, LINK_COSINE) : moved;
  });
  return left;
}

/** As many whole proposals as fit the cap, in order. */
function gather(proposals: readonly Proposal[]): PassPlan {
  const changes: Change[] = [];
  const lines: DiaryLine[] = [];
  for (const proposal of proposals) {
    if (changes.length + proposal.changes.length > MAX_CHANGES) break;
    changes.push(...proposal.changes);
    lines.push(proposal.line);
  }
  return { diff: { changes }, lines };
}
