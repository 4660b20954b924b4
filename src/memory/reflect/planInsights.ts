import { textKeyOf } from "../encode/normalForm";
import { leastTrust } from "../graph/leastTrust";
import { makeChange } from "../graph/makeChange";
import type { Link, LinkId, Memory, MemoryId } from "../model";
import type { Ids } from "../ports";
import { insightLine } from "./diaryLines";
import type { Cluster } from "./findClusters";
import type { Proposal } from "./Proposal";
import { INSIGHT_LABEL, insightText, MIN_MEMBERS } from "./plan";

export interface InsightView {
  /** What the rows of the clusters are. */
  memories: readonly Memory[];
  /** Insights of any status, sorted by id. */
  insights: readonly Memory[];
  now: number;
}

/**
 * One proposal for each cluster that no insight covers yet, firmest first. An earlier insight that has at least half of
 * its current members in the cluster is archived in favour of the new one, so that a theme that grows stays one insight.
 */
export function planInsights(clusters: readonly Cluster[], view: InsightView, ids: Ids): Proposal[] {
  const current = new Set(view.memories.map((memory) => memory.id));
  const taken = new Set(view.insights.map((insight) => insight.id));
  let earlier = view.insights
    .filter((insight) => insight.status === "current")
    .map((insight) => ({ insight, members: insight.derivedFrom.filter((id) => current.has(id)) }));

  const proposals: Proposal[] = [];
  for (const cluster of clusters.toSorted((a, b) => b.cohesion - a.cohesion || a.centre - b.centre)) {
    const members = cluster.rows.flatMap((row) => view.memories[row] ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
    const centre = view.memories[cluster.centre];
    if (!centre || countPassages(members) < MIN_MEMBERS) continue;
    const memberIds = members.map((member) => member.id);
    if (earlier.some((each) => memberIds.every((id) => each.members.includes(id)))) continue;

    const id = ids.derive("insight", ...memberIds) as MemoryId;
    // It was there before, and was outgrown or forgotten: neither is undone by making it again.
    if (taken.has(id)) continue;
    const outgrown = earlier.filter((each) => {
      const shared = each.members.filter((member) => memberIds.includes(member)).length;
      return shared > 0 && 2 * shared >= each.members.length;
    });
    earlier = earlier.filter((each) => !outgrown.includes(each));

    const key = ids.derive("line", "insight", ...memberIds);
    const insight = makeInsight(id, members, centre, view.now, ids);
    proposals.push({
      line: insightLine(key, insight, centre, outgrown.length > 0),
      changes: [
        makeChange("memories", null, insight, key),
        makeChange("links", null, makeLink(insight, centre, cluster.cohesion, ids), key),
        ...outgrown.map((each) => {
          const after: Memory = { ...each.insight, status: "archived", replacedBy: id };
          return makeChange("memories", each.insight, after, key);
        }),
      ],
    });
  }
  return proposals;
}

/** Sentences of one passage stand together already: nothing is brought together by saying so. */
function countPassages(members: readonly Memory[]): number {
  return new Set(members.flatMap((member) => member.evidence.map((each) => each.passageId))).size;
}

function makeInsight(id: MemoryId, members: readonly Memory[], centre: Memory, now: number, ids: Ids): Memory {
  const text = insightText(centre.text);
  return {
    id,
    kind: "insight",
    text,
    textKey: textKeyOf(text, ids),
    evidence: [],
    derivedFrom: members.map((member) => member.id),
    trust: leastTrust(["derived", ...members.map((member) => member.trust)]),
    strength: members.reduce((sum, member) => sum + member.strength, 0) / members.length,
    status: "current",
    validFrom: null,
    validTo: null,
    learnedAt: now,
    retiredAt: null,
    replacedBy: null,
  };
}

function makeLink(insight: Memory, centre: Memory, cohesion: number, ids: Ids): Link {
  const roleOf = (memoryId: MemoryId) => (memoryId === centre.id ? "centre" : "member");
  return {
    id: ids.derive("link", insight.id) as LinkId,
    label: INSIGHT_LABEL,
    members: [
      { memoryId: insight.id, role: "insight" },
      ...insight.derivedFrom.map((memoryId) => ({ memoryId, role: roleOf(memoryId) })),
    ],
    weight: Math.min(1, Math.max(0, cohesion)),
    evidence: [],
  };
}
