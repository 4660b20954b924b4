import { compareEvidence } from "../graph/evidence";
import { isSame } from "../graph/isSame";
import { isAbove, leastTrust } from "../graph/leastTrust";
import type { Change, Link, Memory } from "../model";
import { INSIGHT_LABEL, insightText, MAX_CHANGES, MIN_MEMBERS, type PassPlan } from "./plan";

/** The rows that a plan is held against: those it touches and those it cites, as they stand now. */
export interface PlanRows {
  memories: readonly Memory[];
  links: readonly Link[];
}

/**
 * Why a plan may not be committed, in sentences; empty where it may. A plan comes from another thread, and later from
 * models: it may fold memories and bring them together, and nothing else. User text, passages and sources stay as they are.
 */
export function validatePlan(plan: PassPlan, rows: PlanRows): string[] {
  const { changes } = plan.diff;
  const faults: string[] = [];
  if (changes.length > MAX_CHANGES)
    faults.push(`The plan makes ${changes.length} changes; ${MAX_CHANGES} are allowed.`);
  const lines = new Set(plan.lines.map((line) => line.id));
  const seen = new Set<string>();
  for (const change of changes) {
    const name = `${change.table} ${change.id}`;
    if (seen.has(name)) faults.push(`The row ${name} is changed twice.`);
    seen.add(name);
    if (change.entry === null || !lines.has(change.entry)) faults.push(`No line tells of the change of ${name}.`);
  }
  for (const line of plan.lines) {
    if (!changes.some((change) => change.entry === line.id)) faults.push(`The line ${line.id} tells of no change.`);
  }
  const held = new Map(rows.memories.map((memory) => [memory.id as string, memory]));
  const after = new Map(held);
  for (const change of changes) if (change.table === "memories" && change.after) after.set(change.id, change.after);
  const links = new Map(rows.links.map((link) => [link.id as string, link]));
  for (const change of changes) {
    const found = faultsOf(change, held, after, links).map(
      (fault) => `The change of ${change.table} ${change.id} ${fault}.`,
    );
    faults.push(...found);
  }
  return faults;
}

type Memories = ReadonlyMap<string, Memory>;

function faultsOf(change: Change, held: Memories, after: Memories, links: ReadonlyMap<string, Link>): string[] {
  if (change.table === "memories") {
    if (!isSame(change.before, held.get(change.id) ?? null)) return ["does not start from the row as it stands"];
    if (change.after === null) return ["removes a memory"];
    if (change.before === null) return insightFaults(change.after, after);
    if (change.after.status === "archived") return archiveFaults(change.before, change.after, after);
    return survivorFaults(change.before, change.after, held, after);
  }
  if (change.table === "links") {
    if (change.before !== null || links.has(change.id)) return ["changes a link that is there already"];
    return change.after === null ? ["makes nothing"] : linkFaults(change.after, after);
  }
  return ["is not a reflection's to make"];
}

/** An insight: at least three memories brought together, and one of them quoted word for word. */
function insightFaults(insight: Memory, after: Memories): string[] {
  const faults: string[] = [];
  if (insight.kind !== "insight") return ["adds a memory that is no insight"];
  const members = insight.derivedFrom.flatMap((id) => after.get(id) ?? []);
  if (members.length !== insight.derivedFrom.length) faults.push("cites a memory that does not exist");
  if (new Set(insight.derivedFrom).size < MIN_MEMBERS) faults.push(`has fewer than ${MIN_MEMBERS} members`);
  if (members.some((member) => member.status !== "current")) faults.push("cites a memory that is not current");
  // Nothing but the quote and the fixed words before it: no name, number or claim that no member holds.
  if (!members.some((member) => insight.text === insightText(member.text)))
    faults.push("says what none of its members says");
  if (insight.evidence.length > 0) faults.push("claims evidence of its own");
  if (insight.status !== "current" || insight.replacedBy !== null) faults.push("is not current");
  if (isAbove(insight.trust, leastTrust(["derived", ...members.map((member) => member.trust)]))) {
    faults.push("is trusted above its members");
  }
  if (!(insight.strength >= 0 && insight.strength <= 1)) faults.push(`has the strength ${insight.strength}`);
  return faults;
}

/** Archived in favour of a current memory; of its own fields only its state changes. */
function archiveFaults(before: Memory, archived: Memory, after: Memories): string[] {
  const faults: string[] = [];
  const { replacedBy } = archived;
  if (!isSame({ ...before, status: "archived", replacedBy }, archived)) faults.push("edits what it archives");
  if (before.status !== "current") faults.push("archives a memory that is not current");
  const survivor = replacedBy === null ? undefined : after.get(replacedBy);
  if (survivor?.status !== "current") return [...faults, "archives without a current memory in its place"];
  if ((before.kind === "insight") !== (survivor.kind === "insight")) faults.push("takes an insight for a statement");
  if (before.kind === "insight") return faults;
  if (before.trust !== survivor.trust) faults.push("folds memories of different trust");
  const spans = new Set(survivor.evidence.map(spanOf));
  if (!before.evidence.every((each) => spans.has(spanOf(each)))) faults.push("loses evidence");
  return faults;
}

/** A survivor's text stays; it gains evidence, all of it from what was folded into it. */
function survivorFaults(before: Memory, survivor: Memory, held: Memories, after: Memories): string[] {
  const faults: string[] = [];
  const { evidence, strength, learnedAt, validFrom } = survivor;
  if (!isSame({ ...before, evidence, strength, learnedAt, validFrom }, survivor)) faults.push("edits a memory");
  const folded = [...after.values()].filter(
    (memory) => memory.replacedBy === survivor.id && memory.status === "archived",
  );
  const fresh = folded.filter((memory) => held.get(memory.id)?.status === "current");
  if (fresh.length === 0) faults.push("changes a memory into which nothing is folded");
  const allowed = new Set([before, ...fresh].flatMap((memory) => memory.evidence.map(spanOf)));
  const spans = evidence.map(spanOf);
  if (!before.evidence.every((each) => spans.includes(spanOf(each)))) faults.push("loses evidence");
  if (!spans.every((span) => allowed.has(span))) faults.push("brings evidence from nowhere");
  if (evidence.some((each, at) => at > 0 && compareEvidence(evidence[at - 1] ?? each, each) >= 0)) {
    faults.push("holds evidence twice or out of order");
  }
  if (!(strength >= before.strength && strength <= 1)) faults.push("weakens a memory");
  if (learnedAt > before.learnedAt) faults.push("forgets when a memory was learned");
  return faults;
}

function linkFaults(link: Link, after: Memories): string[] {
  const faults: string[] = [];
  if (link.label !== INSIGHT_LABEL) faults.push("ties memories in a way of its own");
  if (link.members.some(({ memoryId }) => after.get(memoryId)?.status !== "current")) {
    faults.push("ties a memory that does not exist or is not current");
  }
  if (link.evidence.length > 0) faults.push("claims evidence of its own");
  if (!(link.weight >= 0 && link.weight <= 1)) faults.push(`has the weight ${link.weight}`);
  return faults;
}

function spanOf({ passageId, start, end }: Memory["evidence"][number]): string {
  return `${passageId} ${start} ${end}`;
}
