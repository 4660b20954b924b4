import { describe, expect, test } from "vitest";
import { applyDiff } from "../../../src/memory/graph/applyDiff";
import { checkInvariants } from "../../../src/memory/graph/checkInvariants";
import { reverseDiff } from "../../../src/memory/graph/reverseDiff";
import type { Memory } from "../../../src/memory/model";
import { MAX_CHANGES, type PassPlan, type ReflectSnapshot } from "../../../src/memory/reflect/plan";
import { planPass, planSteps } from "../../../src/memory/reflect/planPass";
import { validatePlan } from "../../../src/memory/reflect/validatePlan";
import { createHashIds } from "../../support/hashIds";
import { afterPlan, rowsOf, snapshotOf, themeVector, told } from "./pass";

const ids = createHashIds();

const PLUMBER = [
  told("a", "The plumber Mr Haas comes on Tuesday at 9.", { learnedAt: 5, validFrom: 50 }),
  told("b", "Mr Haas the plumber comes on Tuesday at 9.", { learnedAt: 3, validFrom: 30 }),
  told("c", "On Tuesday at 9 the plumber, Mr Haas, comes.", { learnedAt: 9, validFrom: null }),
];
const OTHERS = [
  told("d", "The shop opens at 9 on Saturday."),
  told("e", "The shop opens at 9 on Sunday."),
  told("f", "The plumber's number is 030 4471."),
  told("g", "The plumber's number is 030 4472."),
];

/** Four memories on one theme and one on another, none near enough to be the same. */
const BED = [
  "The lower bed drains badly.",
  "Beans rotted in the low bed.",
  "Water stands there in March.",
  "Kale failed too.",
];
const bed = BED.map((text, at) => told(`t${at}`, text));
const boat = told("u", "The ferry leaves at six.");
const themes = (memory: Memory) =>
  memory.kind === "insight" ? null : themeVector(memory.id === "u" ? 1 : 0, Number(memory.id.slice(1)) + 2 || 0);

const memoryChanges = (plan: PassPlan) =>
  plan.diff.changes.flatMap((change) => (change.table === "memories" ? [change] : []));
const linkChanges = (plan: PassPlan) =>
  plan.diff.changes.flatMap((change) => (change.table === "links" ? [change] : []));

function memoriesAfter(snapshot: ReflectSnapshot, plan: PassPlan): Map<string, Memory> {
  return new Map([...applyDiff(rowsOf(snapshot.memories), plan.diff).memories.values()].map((each) => [each.id, each]));
}

describe("folding", () => {
  const snapshot = snapshotOf([...OTHERS, ...PLUMBER]);
  const plan = planPass(snapshot, ids);

  test("[F1] three planted near-duplicates become one; their look-alikes stay", () => {
    const rows = memoriesAfter(snapshot, plan);
    const current = [...rows.values()].filter((memory) => memory.status === "current" && memory.kind !== "insight");
    expect(current.map((memory) => memory.id).sort()).toEqual(["c", "d", "e", "f", "g"]);
  });

  test("[F4] the survivor keeps its words and takes all evidence, the earliest times and more strength", () => {
    const survivor = memoriesAfter(snapshot, plan).get("c");
    expect(survivor?.text).toBe(PLUMBER[2]?.text);
    expect(survivor?.evidence.map((each) => each.passageId)).toEqual(["p-a", "p-b", "p-c"]);
    expect(survivor?.learnedAt).toBe(3);
    expect(survivor?.validFrom).toBe(30);
    expect(survivor?.strength).toBeCloseTo(1 - 0.5 * 0.7 * 0.7);
    expect(survivor?.trust).toBe("user");
  });

  test("[F4] the others are archived in its favour, with their words and evidence", () => {
    const rows = memoriesAfter(snapshot, plan);
    for (const before of PLUMBER.slice(0, 2)) {
      expect(rows.get(before.id)).toEqual({ ...before, status: "archived", replacedBy: "c" });
    }
  });

  test("[F10] the diary tells it in one line that every change of it names", () => {
    const line = plan.lines[0];
    expect(line?.text).toBe(
      "Three memories that say the same became one: “On Tuesday at 9 the plumber, Mr Haas, comes.”",
    );
    expect(line?.detail).toContain("also said as “The plumber Mr Haas comes on Tuesday at 9.”");
    expect(line?.memoryId).toBe("c");
    expect(memoryChanges(plan).filter((change) => change.entry === line?.id)).toHaveLength(3);
  });

  test("[F12] its reverse brings back exactly what was there", () => {
    const rows = rowsOf(snapshot.memories);
    expect(applyDiff(applyDiff(rows, plan.diff), reverseDiff(plan.diff))).toEqual(rows);
  });

  test("[F1] two that say the same find each other in a crowd of nearer look-alikes", () => {
    const crowd = Array.from({ length: 40 }, (_, at) => told(`k${at}`, `The bus to Aldbury leaves at ${at}.`));
    const twins = [told("x", "On Monday the bus leaves."), told("y", "The bus leaves on Monday.")];
    const near = planPass(
      snapshotOf([...crowd, ...twins], () => themeVector(0, 0)),
      ids,
    );
    expect(near.lines[0]?.text).toBe("Two memories that say the same became one: “On Monday the bus leaves.”");
  });

  test("[F4] the best supported text survives, not the longest", () => {
    const evidence = ["p-a", "p-x", "p-y"].map((passageId) => ({ passageId, start: 0, end: 5 })) as Memory["evidence"];
    const known = told("a", PLUMBER[0]?.text ?? "", { evidence });
    const folded = planPass(snapshotOf([known, ...PLUMBER.slice(1)]), ids);
    expect(folded.lines[0]?.memoryId).toBe("a");
  });

  test("[F3] memories of different trust stay apart", () => {
    const web = told("b", PLUMBER[1]?.text ?? "", { trust: "web" });
    expect(planPass(snapshotOf([PLUMBER[0] as Memory, web]), ids).lines).toEqual([]);
  });

  test("[F3] a memory that has ended, or that was derived, is not folded", () => {
    const [first, second] = PLUMBER as [Memory, Memory];
    expect(planPass(snapshotOf([first, { ...second, validTo: 7 }]), ids).lines).toEqual([]);
    expect(planPass(snapshotOf([first, { ...second, derivedFrom: [first.id], evidence: [] }]), ids).lines).toEqual([]);
    expect(planPass(snapshotOf([first, { ...second, status: "past", validTo: 7 }]), ids).lines).toEqual([]);
  });

  test("[F5] two texts never meet over a third that both cover", () => {
    const short = told("s", "We drink tea here with the whole family.");
    const green = told("g", "We drink green tea here with the whole family.");
    const black = told("h", "We drink black tea here with the whole family.");
    const near = () => themeVector(0, 0);
    const folded = planPass(snapshotOf([short, green, black], near), ids);
    const archived = memoryChanges(folded).flatMap(({ after: row }) => (row?.status === "archived" ? [row] : []));
    expect(archived.map((memory) => memory.id)).toEqual(["s"]);
  });

  test("[F8] a fold that was undone is not proposed again, unless another memory joins it", () => {
    const dismissed = [plan.lines[0]?.id ?? ""];
    expect(planPass({ ...snapshot, dismissed }, ids).lines.map((line) => line.id)).not.toContain(dismissed[0]);
    const fourth = told("z", "The plumber, Mr Haas, comes on Tuesday at 9.");
    const again = planPass({ ...snapshotOf([...snapshot.memories, fourth]), dismissed }, ids);
    expect(again.lines[0]?.text).toMatch(/^Four memories that say the same/);
  });

  test("[F3] a memory without a vector takes no part", () => {
    expect(
      planPass(
        snapshotOf(PLUMBER, () => null),
        ids,
      ),
    ).toEqual({ diff: { changes: [] }, lines: [] });
  });
});

describe("insights", () => {
  const snapshot = snapshotOf([...bed, boat], themes);
  const plan = planPass(snapshot, ids);
  const insight = memoryChanges(plan)[0]?.after as Memory;

  test("[F6] what belongs together becomes one insight that quotes a member word for word", () => {
    expect(plan.lines).toHaveLength(1);
    expect(insight.kind).toBe("insight");
    expect(insight.derivedFrom).toEqual(["t0", "t1", "t2", "t3"]);
    expect(BED.map((text) => `Several memories belong together, around: “${text}”`)).toContain(insight.text);
    expect(insight.evidence).toEqual([]);
    expect(insight.trust).toBe("derived");
    expect(plan.lines[0]?.text).toMatch(/^Brought together four memories around “/);
    expect(plan.lines[0]?.memoryId).toBe(insight.id);
  });

  test("[F6] a link ties the insight to all its members, with their parts", () => {
    const link = linkChanges(plan)[0]?.after;
    expect(link?.label).toBe("brought together");
    expect(link?.members.map((member) => member.memoryId)).toEqual([insight.id, "t0", "t1", "t2", "t3"]);
    expect(link?.members.filter((member) => member.role === "centre")).toHaveLength(1);
    expect(link?.weight).toBeCloseTo(0.8);
  });

  test("[F6] an insight is trusted as its least member", () => {
    const mixed = bed.map((memory, at) => ({ ...memory, trust: at === 2 ? ("web" as const) : memory.trust }));
    const made = memoryChanges(planPass(snapshotOf(mixed, themes), ids))[0]?.after;
    expect(made?.trust).toBe("web");
  });

  test("[F6] two memories make no insight, nor do many sentences of two passages", () => {
    expect(planPass(snapshotOf(bed.slice(0, 2), themes), ids).lines).toEqual([]);
    const close = bed.map((memory, at) => {
      const evidence = [{ passageId: `p${at % 2}`, start: at, end: at + 1 }] as Memory["evidence"];
      return { ...memory, evidence };
    });
    expect(planPass(snapshotOf(close, themes), ids).lines).toEqual([]);
  });

  test("[F7] an insight that covers its members already is left alone", () => {
    expect(planPass(afterPlan(snapshot, plan, themes), ids).lines).toEqual([]);
  });

  test("[F7] an insight with more current members covers a part of them too", () => {
    const wider = { ...insight, id: "wide" as Memory["id"], derivedFrom: [...insight.derivedFrom, boat.id] };
    expect(planPass(snapshotOf([...bed, boat, wider], themes), ids).lines).toEqual([]);
  });

  test("[F7] when more belongs to it, the earlier insight is archived in favour of the new one", () => {
    const fifth = told("t4", "The path floods by the low bed.");
    const { memories } = afterPlan(snapshot, plan, themes);
    const grown = planPass(snapshotOf([...memories, fifth], themes), ids);
    const [made, old] = memoryChanges(grown).map((change) => change.after);
    expect(made?.derivedFrom).toEqual(["t0", "t1", "t2", "t3", "t4"]);
    expect(old).toEqual({ ...insight, status: "archived", replacedBy: made?.id });
    expect(grown.lines[0]?.detail).toBe("an insight that grew to five memories");
    expect(checkInvariants(applyDiff(applyDiff(rowsOf([...bed, boat, fifth]), plan.diff), grown.diff))).toEqual([]);
  });

  test("[F7] members that parted and come together again do not bring the outgrown insight back", () => {
    const outgrown = { ...insight, status: "archived" as const, replacedBy: "other" as Memory["id"] };
    expect(planPass(snapshotOf([...bed, boat, outgrown], themes), ids).lines).toEqual([]);
  });

  test("[F8] an insight that was undone or forgotten is not made again from the same members", () => {
    const dismissed = [plan.lines[0]?.id ?? ""];
    expect(planPass({ ...snapshot, dismissed }, ids).lines).toEqual([]);
    const forgotten = { ...insight, status: "forgotten" as const };
    expect(planPass(snapshotOf([...bed, boat, forgotten], themes), ids).lines).toEqual([]);
  });

  test("[F6] a survivor of this pass counts once among the members", () => {
    const twin = told("v0", "The lower bed drains badly!");
    const snapshotOfAll = snapshotOf([...bed, twin], (memory) =>
      themeVector(0, memory.id === "v0" ? 2 : Number(memory.id.slice(1)) + 2),
    );
    const both = planPass(snapshotOfAll, ids);
    expect(both.lines.map((line) => line.text.split(" ").slice(0, 2).join(" "))).toEqual([
      "Two memories",
      "Brought together",
    ]);
    const made = memoryChanges(both).flatMap(({ after: row }) => (row?.kind === "insight" ? [row] : []))[0];
    expect(made?.derivedFrom).toHaveLength(4);
    expect(validatePlan(both, snapshotOfAll)).toEqual([]);
  });
});

describe("a pass", () => {
  test("[F9] the same rows give the same plan in any order", () => {
    const memories = [...PLUMBER, ...OTHERS, ...bed, boat];
    const plan = planPass(snapshotOf(memories), ids);
    expect(planPass(snapshotOf(memories.toReversed()), ids)).toEqual(plan);
  });

  test("[F10] a pass makes 200 changes at most, and leaves the rest to the next", () => {
    const many = Array.from({ length: 300 }, (_, at) =>
      told(`m${at}`, `Room ${at >> 1} is on floor ${at >> 1}${at % 2 ? "!" : "."}`),
    );
    const snapshot = snapshotOf(many);
    const plan = planPass(snapshot, ids);
    expect(plan.diff.changes.length).toBeGreaterThan(MAX_CHANGES - 3);
    expect(plan.diff.changes.length).toBeLessThanOrEqual(MAX_CHANGES);
    expect(planPass(afterPlan(snapshot, plan), ids).lines.length).toBeGreaterThan(0);
  });

  test("[F10] planning stops between steps, and says how far it is", () => {
    const many = Array.from({ length: 700 }, (_, at) => told(`m${at}`, `Room ${at} is on floor ${at % 7}.`));
    const steps = planSteps(snapshotOf(many), ids);
    const seen = [steps.next(), steps.next()].map((step) => step.value);
    expect(seen[0]).toMatchObject({ done: 1, total: 700, what: "Comparing memories" });
    expect(seen[1]).toMatchObject({ total: 700 });
  });
});
