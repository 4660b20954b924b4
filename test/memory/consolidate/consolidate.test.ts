import { describe, expect, it } from "vitest";
import { consolidate, FIRST_STRENGTH, keysOf, memoryIdOf } from "../../../src/memory/consolidate/consolidate";
import { encode } from "../../../src/memory/encode/encode";
import type { Memory, Passage, Trust } from "../../../src/memory/model";
import { createHashIds } from "../../support/hashIds";
import { aPassage } from "../../support/rows";

const ids = createHashIds();
const say = (id: string, text: string, speaker: string | null = "user") => aPassage({ id, text, speaker });

function learn(passages: Passage[], known: Memory[] = [], trust: Trust = "user") {
  const candidates = passages.flatMap((passage) => encode(passage, { ids }));
  return consolidate(candidates, { known, ids, trust, now: 7, validFrom: 5 }).changes;
}
const memoriesOf = (changes: ReturnType<typeof learn>) => changes.map((change) => change.after as Memory);

describe("consolidate", () => {
  it("[C1] a new statement becomes a memory whose id follows from its place", () => {
    const [change] = learn([say("p1", "I live in Leeds.")]);
    const evidence = { passageId: aPassage({ id: "p1" }).id, start: 0, end: 16 };
    expect(change).toMatchObject({ table: "memories", before: null, entry: change?.id });
    expect(change?.id).toBe(memoryIdOf(evidence, ids));
    expect(change?.after).toMatchObject({
      text: "I live in Leeds.",
      evidence: [evidence],
      status: "current",
      trust: "user",
      strength: FIRST_STRENGTH,
      learnedAt: 7,
      validFrom: 5,
    });
  });

  it("[C2] saying it again reinforces: more evidence, more strength, the same row", () => {
    const [first] = memoriesOf(learn([say("p2", "I live in Leeds.")]));
    const [change, ...more] = learn([say("p1", "i live in LEEDS")], [first as Memory]);
    expect(more).toEqual([]);
    expect(change).toMatchObject({ before: first, id: first?.id, entry: first?.id });
    const after = change?.after as Memory;
    expect(after.text).toBe("I live in Leeds.");
    expect(after.evidence.map((each) => each.passageId)).toEqual(["p1", "p2"]);
    expect(after.strength).toBeCloseTo(0.65, 9);
  });

  it("[C3] learning the same passage twice changes nothing", () => {
    const passages = [say("p1", "I live in Leeds. I work at the port.")];
    expect(learn(passages, memoriesOf(learn(passages)))).toEqual([]);
  });

  it("[C3] words that were learned and then forgotten or changed are not learned again from the same passage", () => {
    const [first] = memoriesOf(learn([say("p1", "I live in Leeds.")]));
    expect(learn([say("p1", "I live in Leeds.")], [{ ...(first as Memory), status: "forgotten" }])).toEqual([]);
  });

  it("[C4] a statement of another trust is a memory of its own", () => {
    const [web] = memoriesOf(learn([say("p1", "I live in Leeds.", null)], [], "web"));
    const changes = learn([say("p2", "I live in Leeds.")], [web as Memory], "user");
    expect(memoriesOf(changes)).toMatchObject([{ trust: "user", strength: FIRST_STRENGTH }]);
    expect(changes[0]?.id).not.toBe(web?.id);
  });

  it("[C5] a file's repeated sentences become one memory, in one change", () => {
    const pages = Array.from({ length: 3_000 }, (_, at) =>
      say(`p${String(at).padStart(4, "0")}`, `All rights reserved by nobody. Page ${at} has its own words.`, null),
    );
    const changes = learn(pages, [], "document");
    expect(changes).toHaveLength(3_001);
    expect(new Set(changes.map((change) => change.id)).size).toBe(3_001);
    const footer = memoriesOf(changes).find((memory) => memory.text.startsWith("All rights"));
    expect(footer?.evidence).toHaveLength(3_000);
    expect(footer?.strength).toBeLessThanOrEqual(1);
  });

  it("[C2] asks the store for what it needs, once each", () => {
    const candidates = [say("p1", "I live in Leeds."), say("p2", "I live in Leeds.")].flatMap((each) =>
      encode(each, { ids }),
    );
    const { textKeys, memoryIds } = keysOf(candidates, ids);
    expect([textKeys.length, memoryIds.length]).toEqual([1, 2]);
  });
});
