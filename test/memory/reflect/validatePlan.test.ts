import { describe, expect, test } from "vitest";
import { makeChange } from "../../../src/memory/graph/makeChange";
import type { Change, Link, Memory } from "../../../src/memory/model";
import { MAX_CHANGES, type PassPlan } from "../../../src/memory/reflect/plan";
import { planPass } from "../../../src/memory/reflect/planPass";
import { validatePlan } from "../../../src/memory/reflect/validatePlan";
import { createHashIds } from "../../support/hashIds";
import { aPassage, aSource } from "../../support/rows";
import { snapshotOf, themeVector, told } from "./pass";

const memories = [
  told("a", "The plumber Mr Haas comes on Tuesday at 9."),
  told("b", "Mr Haas the plumber comes on Tuesday at 9."),
  told("c", "The lower bed drains badly."),
  told("d", "Beans rotted in the low bed."),
  told("e", "Water stands there in March."),
];
const axisOf = (memory: Memory) =>
  themeVector("ab".includes(memory.id) ? 1 : 0, "ab".includes(memory.id) ? 0 : memory.id.charCodeAt(0) - 90);
const rows = snapshotOf(memories, axisOf);
const plan = planPass(rows, createHashIds());

/** The plan with the memory rows that `pick` chooses edited. */
function edited(pick: (memory: Memory, before: Memory | null) => boolean, fields: Partial<Memory>): PassPlan {
  const changes = plan.diff.changes.map((change): Change => {
    if (change.table !== "memories" || !change.after || !pick(change.after, change.before)) return change;
    return { ...change, after: { ...change.after, ...fields } };
  });
  return { ...plan, diff: { changes } };
}

function withChange(change: Change): PassPlan {
  return { ...plan, diff: { changes: [...plan.diff.changes, change] } };
}

const isSurvivor = (memory: Memory, before: Memory | null) => before !== null && memory.status === "current";
const isArchived = (memory: Memory) => memory.status === "archived";
const isInsight = (memory: Memory) => memory.kind === "insight";
const entry = plan.lines[0]?.id ?? "";
const insight = plan.lines[1]?.memoryId ?? null;

test("[F11] what planPass plans is accepted", () => {
  expect(plan.lines.map((line) => line.text.split(" ")[0])).toEqual(["Two", "Brought"]);
  expect(validatePlan(plan, rows)).toEqual([]);
});

describe("[F11] a plan is refused that", () => {
  const refused: [string, PassPlan, string][] = [
    [
      "touches a passage",
      withChange(makeChange("passages", aPassage(), { ...aPassage(), status: "forgotten" }, entry)),
      "is not a reflection's to make",
    ],
    ["touches a source", withChange(makeChange("sources", null, aSource(), entry)), "is not a reflection's to make"],
    ["removes a memory", withChange(makeChange("memories", memories[2] ?? null, null, entry)), "removes a memory"],
    ["edits the user's words", edited(isSurvivor, { text: "Mr Haas comes on Wednesday." }), "edits a memory"],
    ["raises trust", edited(isInsight, { trust: "user" }), "is trusted above its members"],
    ["lowers a survivor's trust", edited(isSurvivor, { trust: "web" }), "edits a memory"],
    ["loses a survivor's evidence", edited(isSurvivor, { evidence: memories[2]?.evidence ?? [] }), "loses evidence"],
    [
      "invents evidence",
      edited(isSurvivor, { evidence: memories.flatMap((memory) => memory.evidence) }),
      "brings evidence from nowhere",
    ],
    [
      "disorders evidence",
      edited(isSurvivor, { evidence: [memories[1], memories[0]].flatMap((memory) => memory?.evidence ?? []) }),
      "out of order",
    ],
    ["weakens a memory", edited(isSurvivor, { strength: 0.1 }), "weakens a memory"],
    ["makes a strength of more than 1", edited(isSurvivor, { strength: 1.2 }), "weakens a memory"],
    ["dates a memory later", edited(isSurvivor, { learnedAt: 99 }), "forgets when"],
    [
      "archives for nothing",
      edited(isArchived, { replacedBy: "nobody" as Memory["id"] }),
      "without a current memory in its place",
    ],
    ["edits what it archives", edited(isArchived, { text: "Something else." }), "edits what it archives"],
    ["archives for an insight", edited(isArchived, { replacedBy: insight }), "takes an insight for a statement"],
    [
      "adds a fact",
      withChange(makeChange("memories", null, told("x", "A new fact."), entry)),
      "adds a memory that is no insight",
    ],
    [
      "says more than a member",
      edited(isInsight, { text: "Several memories belong together, around: “Mr Haas drained the bed in 2019.”" }),
      "says what none of its members says",
    ],
    [
      "cites what is not there",
      edited(isInsight, { derivedFrom: ["c", "d", "e", "nobody"] as Memory["id"][] }),
      "cites a memory that does not exist",
    ],
    [
      "cites what it archived",
      edited(isInsight, { derivedFrom: ["a", "b", "c"] as Memory["id"][] }),
      "cites a memory that is not current",
    ],
    [
      "brings two together",
      edited(isInsight, { derivedFrom: ["c", "d"] as Memory["id"][] }),
      "has fewer than 3 members",
    ],
    [
      "gives an insight evidence",
      edited(isInsight, { evidence: memories[2]?.evidence ?? [] }),
      "claims evidence of its own",
    ],
    [
      "strengthens for nothing",
      withChange(makeChange("memories", memories[2] ?? null, { ...memories[2], strength: 0.9 } as Memory, entry)),
      "into which nothing is folded",
    ],
    [
      "starts from another row",
      {
        ...plan,
        diff: {
          changes: plan.diff.changes.map((change) =>
            change.table === "memories" && change.before
              ? { ...change, before: { ...change.before, strength: 0.4 } }
              : change,
          ),
        },
      },
      "does not start from the row as it stands",
    ],
    ["makes a change that no line tells", { ...plan, lines: plan.lines.slice(0, 1) }, "No line tells of"],
    [
      "tells of a change it does not make",
      { ...plan, lines: [...plan.lines, { ...plan.lines[0], id: "idle" } as PassPlan["lines"][number]] },
      "tells of no change",
    ],
    ["changes a row twice", withChange(plan.diff.changes[0] as Change), "is changed twice"],
  ];

  test.each(refused)("%s", (_what, wrong, reason) => {
    expect(validatePlan(wrong, rows).join(" ")).toContain(reason);
  });

  test("makes too many changes", () => {
    const changes = Array.from({ length: MAX_CHANGES + 1 }, (_, at) =>
      makeChange("memories", null, told(`n${at}`, "x"), entry),
    );
    expect(validatePlan({ ...plan, diff: { changes } }, rows)[0]).toBe("The plan makes 201 changes; 200 are allowed.");
  });

  test("edits a link, or ties what does not exist", () => {
    const link = plan.diff.changes.find((change) => change.table === "links")?.after as Link;
    const known = { ...rows, links: [link] };
    expect(validatePlan(plan, known).join(" ")).toContain("changes a link that is there already");
    const stray = { ...link, id: "stray" as Link["id"], members: [{ memoryId: "nobody" as Memory["id"], role: "" }] };
    const heavy = {
      ...link,
      id: "heavy" as Link["id"],
      weight: 2,
      label: "owns",
      evidence: ["p-a" as Link["evidence"][number]],
    };
    expect(validatePlan(withChange(makeChange("links", null, stray, entry)), rows).join(" ")).toContain(
      "ties a memory that does not exist",
    );
    const faults = validatePlan(withChange(makeChange("links", null, heavy, entry)), rows).join(" ");
    expect(faults).toContain("has the weight 2");
    expect(faults).toContain("in a way of its own");
    expect(faults).toContain("claims evidence");
  });

  test("folds memories of different trust", () => {
    const changes = plan.diff.changes.map((change): Change => {
      if (change.table !== "memories" || !change.before || change.after?.status !== "archived") return change;
      return { ...change, before: { ...change.before, trust: "web" }, after: { ...change.after, trust: "web" } };
    });
    const folded = memories.map((memory) => (memory.id === "b" ? { ...memory, trust: "web" as const } : memory));
    const faults = validatePlan({ ...plan, diff: { changes } }, { ...rows, memories: folded });
    expect(faults).toEqual(["The change of memories b folds memories of different trust."]);
  });
});
