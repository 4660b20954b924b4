import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../../src/memory/graph/checkInvariants";
import { checkLog } from "../../../src/memory/graph/checkLog";
import { type RowLists, toGraphRows } from "../../../src/memory/graph/GraphRows";
import { makeChange } from "../../../src/memory/graph/makeChange";
import type { Op } from "../../../src/memory/model";
import { aChat, aLink, aMemory, aPass, aPassage, aSource, aTurn } from "../../support/rows";

const sound: RowLists = {
  sources: [aSource()],
  passages: [aPassage()],
  memories: [aMemory(), aMemory({ id: "m2", evidence: [], derivedFrom: ["m1"], trust: "derived" })],
  links: [aLink({ evidence: ["p1"] })],
  chats: [aChat()],
  turns: [aTurn()],
  passes: [aPass()],
};
const broken = (lists: RowLists) => checkInvariants(toGraphRows({ ...sound, ...lists }));
const memory = (fields: Parameters<typeof aMemory>[0]) => broken({ memories: [aMemory(fields)], links: [] });

describe("Invariants", () => {
  it("hold for sound rows", () => {
    expect(broken({})).toEqual([]);
  });

  it("[I1] evidence lies inside a passage that exists", () => {
    expect(memory({ evidence: [{ passageId: "none", start: 0, end: 1 }] }).join()).toContain("does not exist");
    for (const [start, end] of [
      [0, 37],
      [-1, 3],
      [3, 3],
      [Number.NaN, 3],
    ]) {
      expect(memory({ evidence: [{ passageId: "p1", start, end }] }).join()).toContain("outside");
    }
  });

  it("[I2] evidence stands in order, once each", () => {
    const [one, two] = [
      { passageId: "p1", start: 0, end: 3 },
      { passageId: "p1", start: 4, end: 9 },
    ];
    expect(memory({ evidence: [one, two] })).toEqual([]);
    expect(memory({ evidence: [two, one] }).join()).toContain("out of order");
    expect(memory({ evidence: [one, one] }).join()).toContain("twice");
  });

  it("[I3] what a memory is derived from or replaced by exists", () => {
    expect(memory({ derivedFrom: ["none"] }).join()).toContain("does not exist");
    expect(memory({ replacedBy: "none" }).join()).toContain("does not exist");
  });

  it("[I4] derivation and replacement never lead in a circle", () => {
    const circle = (field: "derivedFrom" | "replacedBy") =>
      broken({
        links: [],
        memories: ["m1", "m2", "m3"].map((id, place, ids) => {
          const next = ids[(place + 1) % 3];
          return aMemory({ id, [field]: field === "derivedFrom" ? [next] : next });
        }),
      });
    expect(circle("derivedFrom").join()).toContain("derived from itself");
    expect(circle("replacedBy").join()).toContain("replaced by itself");
    const diamond = [
      aMemory(),
      aMemory({ id: "m2", derivedFrom: ["m1"] }),
      aMemory({ id: "m3", derivedFrom: ["m1"] }),
      aMemory({ id: "m4", derivedFrom: ["m2", "m3"] }),
    ];
    expect(broken({ memories: diamond })).toEqual([]);
  });

  it("[I4] a chain of 50,000 memories is followed to its end", () => {
    const chain = Array.from({ length: 50_000 }, (_, place) =>
      aMemory({
        id: `m${place}`,
        derivedFrom: place === 0 ? [] : [`m${place - 1}`],
        evidence: place === 0 ? aMemory().evidence : [],
      }),
    );
    expect(broken({ memories: chain, links: [] })).toEqual([]);
  });

  it("[I5] a memory rests on a passage or on memories", () => {
    expect(memory({ evidence: [] }).join()).toContain("rests on nothing");
  });

  it("[I6] a memory is trusted no more than the least of what it rests on", () => {
    const fromWeb = { sources: [aSource({ trust: "web" })] };
    expect(broken(fromWeb).join()).toContain("is trusted as user, above its evidence (web)");
    expect(broken({ ...fromWeb, memories: [aMemory({ trust: "web" })], links: [] })).toEqual([]);
    const derived = [
      aMemory({ trust: "web" }),
      aMemory({ id: "m2", evidence: [], derivedFrom: ["m1"], trust: "derived" }),
    ];
    expect(broken({ memories: derived }).join()).toContain("above its evidence (web)");
  });

  it("[I7] a forgotten source has no live passages", () => {
    expect(broken({ sources: [aSource({ status: "forgotten" })] }).join()).toContain("is forgotten");
  });

  it("[I8] passages, chats and turns name what exists", () => {
    expect(broken({ passages: [aPassage({ sourceId: "none" })] }).join()).toContain("Passage p1 names the source none");
    expect(broken({ chats: [aChat({ sourceId: "none" })] }).join()).toContain("Chat c1 names the source none");
    expect(broken({ turns: [aTurn({ chatId: "none" })] }).join()).toContain("Turn t1 names the chat none");
    expect(broken({ turns: [aTurn({ passageId: "none" })] }).join()).toContain("Turn t1 names the passage none");
  });

  it("[I9] a link has members and evidence that exist, and a weight from 0 to 1", () => {
    expect(broken({ links: [aLink({ members: [{ memoryId: "none", role: "" }] })] }).join()).toContain("none");
    expect(broken({ links: [aLink({ members: [] })] }).join()).toContain("no members");
    expect(broken({ links: [aLink({ evidence: ["none"] })] }).join()).toContain("none");
    expect(broken({ links: [aLink({ weight: Number.NaN })] }).join()).toContain("weight");
  });

  it("[I10] a status comes with what it needs", () => {
    expect(memory({ status: "past" }).join()).toContain("without an end");
    expect(memory({ status: "retired" }).join()).toContain("without a time");
    expect(memory({ status: "archived" }).join()).toContain("nothing covers it");
  });

  it("[I11] a memory says something, with a strength from 0 to 1", () => {
    expect(memory({ text: "" }).join()).toContain("no text");
    for (const strength of [1.1, -0.1, Number.NaN]) expect(memory({ strength }).join()).toContain("strength");
  });

  it("[I12] nothing is believed whose evidence is all forgotten", () => {
    const passages = [aPassage({ status: "forgotten" })];
    expect(broken({ passages }).join()).toContain("all it rests on is forgotten");
    expect(broken({ passages, memories: [aMemory({ status: "forgotten" })], links: [] })).toEqual([]);
  });

  it("a pass has one line an id", () => {
    const line = { id: "x", text: "", detail: "", memoryId: null, undone: false };
    expect(broken({ passes: [aPass({ lines: [line, line] })] })).toHaveLength(1);
  });
});

describe("The log", () => {
  const op = (rev: number, change: ReturnType<typeof makeChange>) =>
    ({ ...change, rev, at: 0, cause: { kind: "say", id: "a" } }) as Op;
  const add = makeChange("sources", null, aSource());
  const rename = makeChange("sources", aSource(), aSource({ title: "New" }));

  it("[O14] leads to the rows that are stored, without a gap, and ends at the rev", () => {
    const rows = toGraphRows({ sources: [aSource({ title: "New" })] });
    expect(checkLog([op(1, add), op(2, rename)], rows, 2)).toEqual([]);
    expect(checkLog([op(1, add), op(2, rename)], rows, 3)).toHaveLength(1);
    expect(checkLog([op(1, add)], rows, 1).join()).toContain("other sources");
    expect(checkLog([op(1, add), op(3, rename)], rows, 2).join()).toContain("has the rev 3");
    expect(checkLog([op(1, rename)], rows, 1).join()).toContain("not as the change found it");
  });
});
