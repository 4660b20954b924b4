import type { Memory } from "../model";
import { checkChains } from "./checkChains";
import { compareEvidence } from "./evidence";
import type { GraphRows } from "./GraphRows";
import { isAbove, leastTrust } from "./leastTrust";

/** What is broken among memories and links, in sentences. */
export function checkMemories(rows: GraphRows): string[] {
  const broken: string[] = [];
  for (const memory of rows.memories.values()) {
    const faults = [...evidenceFaults(memory, rows), ...stateFaults(memory), ...supportFaults(memory, rows)];
    broken.push(...faults.map((fault) => `Memory ${memory.id} ${fault}.`));
  }
  broken.push(...checkChains(rows.memories));
  for (const link of rows.links.values()) {
    for (const member of link.members) {
      if (!rows.memories.has(member.memoryId)) {
        broken.push(`Link ${link.id} has the member ${member.memoryId}, which does not exist.`);
      }
    }
    for (const passageId of link.evidence) {
      if (!rows.passages.has(passageId)) {
        broken.push(`Link ${link.id} rests on the passage ${passageId}, which does not exist.`);
      }
    }
    if (link.members.length === 0) broken.push(`Link ${link.id} has no members.`);
    if (!isShare(link.weight)) broken.push(`Link ${link.id} has the weight ${link.weight}.`);
  }
  return broken;
}

function evidenceFaults(memory: Memory, rows: GraphRows): string[] {
  const faults: string[] = [];
  memory.evidence.forEach((each, place) => {
    const passage = rows.passages.get(each.passageId);
    if (!passage) faults.push(`rests on the passage ${each.passageId}, which does not exist`);
    else if (!(each.start >= 0 && each.start < each.end && each.end <= passage.text.length)) {
      faults.push(`rests on ${each.start} to ${each.end} of the passage ${passage.id}, which is outside of it`);
    }
    const last = memory.evidence[place - 1];
    if (last && compareEvidence(last, each) >= 0) faults.push("has evidence twice or out of order");
  });
  return faults;
}

function stateFaults(memory: Memory): string[] {
  const faults: string[] = [];
  if (memory.text.length === 0) faults.push("has no text");
  if (!isShare(memory.strength)) faults.push(`has the strength ${memory.strength}`);
  if (memory.status === "past" && memory.validTo === null) faults.push("is past, but without an end");
  if (memory.status === "retired" && memory.retiredAt === null) faults.push("is retired, but without a time");
  if (memory.status === "archived" && memory.replacedBy === null) faults.push("is archived, but nothing covers it");
  return faults;
}

function supportFaults(memory: Memory, rows: GraphRows): string[] {
  const faults: string[] = [];
  const passages = memory.evidence.flatMap((each) => rows.passages.get(each.passageId) ?? []);
  const parents = memory.derivedFrom.flatMap((id) => rows.memories.get(id) ?? []);
  const sources = passages.flatMap((passage) => rows.sources.get(passage.sourceId) ?? []);
  const limit = leastTrust([...sources, ...parents].map((each) => each.trust));
  if (isAbove(memory.trust, limit)) faults.push(`is trusted as ${memory.trust}, above its evidence (${limit})`);
  const believed = memory.status === "current" || memory.status === "past";
  const held = [...passages, ...parents].some((each) => each.status !== "forgotten");
  if (believed && passages.length + parents.length > 0 && !held)
    faults.push("is believed, but all it rests on is forgotten");
  return faults;
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}
