import { undoCause } from "../../memory/graph/causeChain";
import { isSame } from "../../memory/graph/isSame";
import { makeChange } from "../../memory/graph/makeChange";
import { planUndo } from "../../memory/graph/planUndo";
import type { Change, GraphDiff, MemoryId, Pass, PassId } from "../../memory/model";
import type { Clock, Ids, Store } from "../../memory/ports";
import { type MemoryIndex, textToEmbed } from "../../memory/recall/memoryIndex";
import type { PassPlan } from "../../memory/reflect/plan";
import { type PlanRows, validatePlan } from "../../memory/reflect/validatePlan";
import type { Progress, UndoResult } from "../memoryProtocol";
import type { ReflectionApi } from "../reflectionProtocol";

/** Plans made anew when the user changed a row that the pass touches, before it gives up until next time. */
const TRIES = 3;

export interface PassesDeps {
  store: Store;
  clock: Clock;
  ids: Ids;
  index: MemoryIndex;
  /** Resolves when every memory has its vector. */
  settled(): Promise<void>;
}

/** A row that the plan touches was changed while it was made. */
class PlanOutdated extends Error {
  override name = "PlanOutdated";
}

/** Runs reflection, keeps the diary, and undoes. */
export function createPasses({ store, clock, ids, index, settled }: PassesDeps) {
  async function snapshot(passId: PassId) {
    const memories = (await store.all("memories")).filter(
      (memory) => memory.status === "current" || memory.kind === "insight",
    );
    const vectors = memories.map((memory) => index.vectors?.get(textToEmbed(memory.text))?.slice() ?? null);
    const links = await store.all("links");
    return { passId, baseRev: store.rev, now: clock.now(), memories, vectors, links, dismissed: await dismissed() };
  }

  /** What the user undid is not proposed again: the diary line names the proposal. */
  async function dismissed(): Promise<string[]> {
    const passes = (await store.all("passes")).filter((pass) => pass.kind === "reflection");
    return passes.flatMap((pass) => pass.lines.filter((line) => pass.undone || line.undone).map((line) => line.id));
  }

  /** The diary quotes what a pass touched: a line of which anything was forgotten since says only that. */
  async function withheldLines(pass: Pass): Promise<Pass> {
    const ops = (await store.opsOfCause(pass.id)).filter((op) => op.table === "memories" && op.entry !== null);
    const memories = await store.getMany(
      "memories",
      ops.map((op) => op.id),
    );
    const secret = new Set(ops.filter((_, place) => memories[place]?.status === "forgotten").map((op) => op.entry));
    if (secret.size === 0) return pass;
    const lines = pass.lines.map((line) =>
      secret.has(line.id) ? { ...line, text: "Words that you asked to forget.", detail: "", memoryId: null } : line,
    );
    return { ...pass, lines };
  }

  async function commit(passId: PassId, startedAt: number, plan: PassPlan): Promise<void> {
    await store.commit({ kind: "reflection", id: passId }, async (rows): Promise<GraphDiff> => {
      for (const change of plan.diff.changes) {
        const row = (await rows.get(change.table, change.id)) ?? null;
        if (!isSame(row, change.before)) throw new PlanOutdated();
      }
      const here = await rowsOf(plan, rows);
      const cited = new Set(plan.diff.changes.flatMap(citedBy));
      if (here.memories.some((memory) => cited.has(memory.id) && memory.status !== "current")) throw new PlanOutdated();
      const broken = validatePlan(plan, here);
      if (broken.length > 0) throw new Error(`Reflection was not kept: ${broken[0]}`);
      const pass: Pass = {
        id: passId,
        kind: "reflection",
        title: "Reflection",
        startedAt,
        endedAt: clock.now(),
        lines: plan.lines,
        undone: false,
      };
      return { changes: [...plan.diff.changes, makeChange("passes", null, pass)] };
    });
  }

  return {
    async list(): Promise<Pass[]> {
      const passes = (await store.all("passes")).sort((a, b) => b.startedAt - a.startedAt);
      return Promise.all(passes.map(withheldLines));
    },

    /** One pass: planned on a snapshot in reflection.worker, validated and committed here, wholly or not at all. */
    async reflect(
      worker: ReflectionApi,
      onProgress: (progress: Progress) => void,
      signal?: AbortSignal,
    ): Promise<PassId | null> {
      onProgress({ done: 0, total: 0, what: "Reading what is new" });
      await orAbort(settled(), signal);
      for (let tries = 1; ; tries++) {
        const passId = ids.random() as PassId;
        const startedAt = clock.now();
        const plan = await orAbort(worker.plan(await snapshot(passId), onProgress), signal);
        if (plan.diff.changes.length === 0) return null;
        signal?.throwIfAborted();
        try {
          await commit(passId, startedAt, plan);
          return passId;
        } catch (error) {
          if (!(error instanceof PlanOutdated) || tries === TRIES) throw error;
        }
      }
    },

    async undo(causeId: string, entry?: string): Promise<UndoResult> {
      let refused: string | null = null;
      const cause = undoCause(causeId, ids.random());
      await store.commit(cause, async (rows) => {
        const plan = await planUndo(rows, causeId, entry ?? null);
        refused = "refused" in plan ? plan.refused : null;
        return "refused" in plan ? { changes: [] } : plan;
      });
      return refused === null ? { kind: "undone", causeId: cause.id } : { kind: "refused", reason: refused };
    },
  };

  /** The rows that a plan touches and the members it cites. */
  async function rowsOf({ diff }: PassPlan, rows: Store): Promise<PlanRows> {
    const touched = (table: "memories" | "links") =>
      diff.changes.flatMap((change) => (change.table === table ? [change.id] : []));
    const cited = diff.changes.flatMap(citedBy);
    const memories = await rows.getMany("memories", [...new Set([...touched("memories"), ...cited])]);
    const links = await rows.getMany("links", touched("links"));
    return {
      memories: memories.filter((row) => row !== undefined),
      links: links.filter((row) => row !== undefined),
    };
  }
}

/** Members that a change's memory cites. */
function citedBy(change: Change): MemoryId[] {
  return change.table === "memories" ? (change.after?.derivedFrom ?? []) : [];
}

/** The work, or the signal's reason, whichever comes first. */
function orAbort<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
