import { joinEvidence } from "../memory/graph/evidence";
import { leastTrust } from "../memory/graph/leastTrust";
import type { Chat, Link, Memory, MemoryStatus, Source, Turn } from "../memory/model";

/** How far a memory has come; of two states of one memory the further one stands. */
const STATES: readonly MemoryStatus[] = ["current", "past", "archived", "retired", "forgotten"];

/** Whether `b` has come further than `a`. */
export function isFurther(b: Memory, a: Memory): boolean {
  return STATES.indexOf(b.status) > STATES.indexOf(a.status);
}

/**
 * Two versions of one memory. Like the other merges here it gives the same whichever comes first, and changes nothing the
 * second time: all evidence of both, the further state, the longer text, the lower trust. `sayingOf` gives what the memory of an id
 * says, by which two that cover this one are ranked: their ids may differ from device to device.
 */
export function mergeMemories(a: Memory, b: Memory, sayingOf: (id: string) => string): Memory {
  const stateOf = ({ validFrom, validTo, retiredAt, replacedBy }: Memory) =>
    JSON.stringify([validFrom, validTo, retiredAt, replacedBy && sayingOf(replacedBy), replacedBy]);
  const level = !isFurther(b, a) && !isFurther(a, b);
  const state = isFurther(b, a) || (level && stateOf(b) < stateOf(a)) ? b : a;
  const longer = b.text.length > a.text.length || (b.text.length === a.text.length && b.text < a.text);
  const text = longer ? b : a;
  return {
    ...a,
    kind: text.kind,
    text: text.text,
    textKey: text.textKey,
    status: state.status,
    validFrom: state.validFrom,
    validTo: state.validTo,
    retiredAt: state.retiredAt,
    replacedBy: state.replacedBy,
    trust: leastTrust([a.trust, b.trust]),
    ...joinSupport(a, b),
  };
}

/** What two memories that say the same rest on together: the rest of `a` stays as it is. */
export function joinSupport(a: Memory, b: Memory): Pick<Memory, "evidence" | "derivedFrom" | "strength" | "learnedAt"> {
  return {
    evidence: joinEvidence(a.evidence, b.evidence),
    derivedFrom: [...new Set([...a.derivedFrom, ...b.derivedFrom])].filter((id) => id !== a.id),
    strength: Math.max(a.strength, b.strength),
    learnedAt: Math.min(a.learnedAt, b.learnedAt),
  };
}

/** Two versions of one source: one that is whole stands for one that was not read to its end. */
export function mergeSources(a: Source, b: Source): Source {
  const whole = b.status === "live" && (a.status === "adding" || a.status === "stopped");
  return whole ? { ...a, status: "live" } : a;
}

/** Two versions of one link: the members and evidence of both. */
export function mergeLinks(a: Link, b: Link): Link {
  const known = new Set(a.members.map((member) => `${member.memoryId} ${member.role}`));
  const members = [...a.members, ...b.members.filter((member) => !known.has(`${member.memoryId} ${member.role}`))];
  return {
    ...a,
    members,
    weight: Math.max(a.weight, b.weight),
    evidence: [...new Set([...a.evidence, ...b.evidence])],
  };
}

/** Two versions of one chat: the title of the one gone on with last. */
export function mergeChats(a: Chat, b: Chat): Chat {
  const later = b.lastAt > a.lastAt || (b.lastAt === a.lastAt && b.title < a.title) ? b : a;
  return { ...a, title: later.title, startedAt: Math.min(a.startedAt, b.startedAt), lastAt: later.lastAt };
}

/** Two versions of one turn: the answer given last. */
export function mergeTurns(a: Turn, b: Turn): Turn {
  const later = (b.answer?.answeredAt ?? Number.NEGATIVE_INFINITY) > (a.answer?.answeredAt ?? Number.NEGATIVE_INFINITY);
  return { ...a, answer: later ? b.answer : a.answer, learned: a.learned || b.learned };
}
