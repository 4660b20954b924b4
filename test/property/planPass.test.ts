import fc from "fast-check";
import { expect, test } from "vitest";
import { applyDiff } from "../../src/memory/graph/applyDiff";
import { checkDiff } from "../../src/memory/graph/checkDiff";
import { checkInvariants } from "../../src/memory/graph/checkInvariants";
import { reverseDiff } from "../../src/memory/graph/reverseDiff";
import { TRUST_TIERS } from "../../src/memory/model";
import { MAX_CHANGES } from "../../src/memory/reflect/plan";
import { planPass } from "../../src/memory/reflect/planPass";
import { validatePlan } from "../../src/memory/reflect/validatePlan";
import { afterPlan, rowsOf, snapshotOf, told } from "../memory/reflect/pass";
import { createHashIds } from "../support/hashIds";

const ids = createHashIds();
const DIMENSION = 6;

interface Parts {
  who: string;
  not: string;
  does: string;
  what: string;
  when: string;
  front: boolean;
}

const parts: { [K in keyof Parts]: fc.Arbitrary<Parts[K]> } = {
  who: fc.constantFrom("Ana", "Bo", "my sister", "the plumber"),
  not: fc.constantFrom("", "never ", "might ", "no longer "),
  does: fc.constantFrom("calls", "called", "pays"),
  what: fc.constantFrom("the dog", "the shop", "Ana"),
  when: fc.constantFrom("", "on Monday", "on Sunday at 9", "at 10"),
  front: fc.boolean(),
};

function sentence({ who, not, does, what, when, front }: Parts): string {
  const core = `${who} ${not}${does} ${what}`;
  return `${when === "" ? core : front ? `${when} ${core}` : `${core} ${when}`}.`;
}

/** Unit vectors of few dimensions: many are near, whatever the words are. */
const vector = fc
  .array(fc.integer({ min: -8, max: 8 }), { minLength: DIMENSION, maxLength: DIMENSION })
  .filter((values) => values.some((value) => value !== 0))
  .map((values) => Float32Array.from(values, (value) => value / Math.hypot(...values)));

/** A memory is one of a few statements, in one of two orders, with at most one part changed, on that statement's vector or not. */
const memory = fc.record({
  of: fc.nat(),
  front: fc.boolean(),
  change: fc.option(fc.oneof(...Object.entries(parts).map(([key, value]) => fc.record({ [key]: value })))),
  vector: fc.option(vector, { freq: 1 }),
  trust: fc.constantFrom("user" as const, "user" as const, ...TRUST_TIERS),
  strength: fc.double({ min: 0, max: 1, noNaN: true }),
  learnedAt: fc.nat(50),
  validFrom: fc.option(fc.nat(50)),
});

const statements = fc.array(fc.tuple(fc.record(parts), vector), { minLength: 1, maxLength: 4 });
const snapshots = fc.tuple(statements, fc.array(memory, { maxLength: 30, size: "max" })).map(([known, items]) => {
  const vectors = new Map<string, Float32Array>();
  const memories = items.map(({ of, front, change, vector: own, ...fields }, at) => {
    const [base, shared] = known[of % known.length] as [Parts, Float32Array];
    vectors.set(`m${at}`, own ?? shared);
    return told(`m${at}`, sentence({ ...base, front, ...change }), fields);
  });
  const vectorOf = ({ id }: { id: string }) => vectors.get(id) ?? null;
  return { snapshot: snapshotOf(memories, vectorOf), vectorOf };
});

const turning = (text: string) =>
  text.match(/\d+|Monday|Sunday|never|might|no longer|Ana|Bo|sister|plumber|called|calls|pays/g)?.sort();

test("[F2] memories that fold hold the same numbers, days, names, negations and tenses, whatever their vectors", () => {
  fc.assert(
    fc.property(snapshots, ({ snapshot }) => {
      const texts = new Map(snapshot.memories.map((each) => [each.id as string, each.text]));
      for (const change of planPass(snapshot, ids).diff.changes) {
        if (change.table !== "memories" || change.after?.status !== "archived" || change.after.kind === "insight")
          continue;
        expect(turning(texts.get(change.after.replacedBy ?? "") ?? "")).toEqual(turning(change.after.text));
      }
    }),
  );
});

test("[F11] a plan is always valid, and keeps every invariant of the rows", () => {
  fc.assert(
    fc.property(snapshots, ({ snapshot }) => {
      const plan = planPass(snapshot, ids);
      expect(validatePlan(plan, snapshot)).toEqual([]);
      expect(checkDiff(plan.diff)).toEqual([]);
      expect(plan.diff.changes.length).toBeLessThanOrEqual(MAX_CHANGES);
      const rows = rowsOf(snapshot.memories);
      expect(checkInvariants(rows)).toEqual([]);
      expect(checkInvariants(applyDiff(rows, plan.diff))).toEqual([]);
    }),
  );
});

test("[F12] the reverse of a plan brings back exactly what was there", () => {
  fc.assert(
    fc.property(snapshots, ({ snapshot }) => {
      const rows = rowsOf(snapshot.memories);
      const { diff } = planPass(snapshot, ids);
      expect(applyDiff(applyDiff(rows, diff), reverseDiff(diff))).toEqual(rows);
    }),
  );
});

test("[F9] the plan does not depend on the order of the rows, and a second pass finds nothing more", () => {
  fc.assert(
    fc.property(snapshots, fc.integer(), ({ snapshot, vectorOf }, turn) => {
      const plan = planPass(snapshot, ids);
      const at = snapshot.memories.length === 0 ? 0 : Math.abs(turn) % snapshot.memories.length;
      const turned = [...snapshot.memories.slice(at), ...snapshot.memories.slice(0, at)].reverse();
      expect(planPass(snapshotOf(turned, vectorOf), ids)).toEqual(plan);
      expect(planPass(afterPlan(snapshot, plan, vectorOf), ids).lines).toEqual([]);
    }),
  );
});
