import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { type RowLists, toGraphRows } from "../../src/memory/graph/GraphRows";
import { exportRows } from "../../src/storage/exportRows";
import { newestTime } from "../../src/storage/memoryFile";
import { readMemoryFile } from "../../src/storage/readMemoryFile";
import { writeMemoryFile } from "../../src/storage/writeMemoryFile";
import { anAnswer, aWholeMemory } from "../support/aMemoryFile";
import { mutate, seededRandom } from "../support/mutate";
import { aChat, aLink, aMemory, aPassage, aSource, aTurn } from "../support/rows";

const bytes = () => writeMemoryFile(aWholeMemory());
const whole = () => exportRows(aWholeMemory());
/** The file with its parts changed and its hashes and counts made to fit again, as someone who means harm would. */
function forged(change: (parts: Record<string, string>) => void, options: { keepHashes?: boolean } = {}): Uint8Array {
  const parts = Object.fromEntries(Object.entries(unzipSync(bytes())).map(([name, part]) => [name, strFromU8(part)]));
  change(parts);
  if (!options.keepHashes && parts["manifest.json"]) {
    const manifest = JSON.parse(parts["manifest.json"]);
    for (const table of Object.keys(manifest.hashes)) {
      const lines = parts[`${table}.jsonl`] ?? "";
      manifest.hashes[table] = bytesToHex(sha256(strToU8(lines)));
      manifest.counts[table] = lines.split("\n").length - 1;
    }
    parts["manifest.json"] = JSON.stringify(manifest);
  }
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}
const lineWith = (table: string, change: (row: Record<string, unknown>) => void) =>
  forged((parts) => {
    const name = `${table}.jsonl`;
    const [first = "", ...rest] = (parts[name] ?? "").split("\n");
    const row = JSON.parse(first);
    change(row);
    parts[name] = [JSON.stringify(row), ...rest].join("\n");
  });
const left = (lists: RowLists) =>
  exportRows(toGraphRows({ sources: [aSource()], passages: [aPassage()], memories: [aMemory()], ...lists }));
const ids = (rows: { id: string }[]) => rows.map((row) => row.id);

describe("A memory file", () => {
  it("[M1] is the same bytes for the same memory, in whatever order its rows come", () => {
    const rows = aWholeMemory();
    const turned = Object.fromEntries(Object.entries(rows).map(([table, map]) => [table, [...map.values()].reverse()]));
    expect(writeMemoryFile(toGraphRows(turned))).toEqual(bytes());
  });

  it("[M1] holds no time of its making, no diary and no fields but the model's", () => {
    const rows = aWholeMemory();
    const odd = { ...aMemory(), passageIds: ["p1"] };
    const more = toGraphRows({ ...listsOf(rows), memories: [...rows.memories.values(), odd].slice(1) });
    expect(writeMemoryFile(more)).toEqual(bytes());
    expect(Object.keys(unzipSync(bytes()))).toEqual([
      "manifest.json",
      "sources.jsonl",
      "passages.jsonl",
      "memories.jsonl",
      "links.jsonl",
      "chats.jsonl",
      "turns.jsonl",
    ]);
    expect(newestTime(whole())).toBe(1);
  });

  it("[M3] reads back what was written, lone surrogates and NUL bytes included", () => {
    expect(readMemoryFile(bytes())).toEqual(whole());
    expect(readMemoryFile(writeMemoryFile(toGraphRows({}))).memories).toEqual([]);
  });

  describe("leaves out", () => {
    it("[M2] a forgotten source with its passages, memories, chat and turns", () => {
      const file = left({
        sources: [aSource({ status: "forgotten" })],
        passages: [aPassage({ status: "forgotten" })],
        chats: [aChat()],
        turns: [aTurn()],
      });
      expect(Object.values(file).flat()).toEqual([]);
    });

    it("[M2] a forgotten memory with the passage and the turn that only it rests on", () => {
      const file = left({
        memories: [
          aMemory({ status: "forgotten" }),
          aMemory({ id: "m2", evidence: [{ passageId: "p2", start: 0, end: 3 }] }),
        ],
        passages: [aPassage(), aPassage({ id: "p2" }), aPassage({ id: "p3" })],
        chats: [aChat()],
        turns: [aTurn(), aTurn({ id: "t2", passageId: "p2" })],
      });
      expect([ids(file.passages), ids(file.memories), ids(file.turns)]).toEqual([["p2", "p3"], ["m2"], ["t2"]]);
    });

    it("[M2] insights and links that are left with nothing, and what is covered by something forgotten", () => {
      const file = left({
        memories: [
          aMemory(),
          aMemory({ id: "m2", status: "forgotten", evidence: [{ passageId: "p1", start: 0, end: 3 }] }),
          aMemory({ id: "m3", evidence: [], derivedFrom: ["m2"] }),
          aMemory({ id: "m4", evidence: [], derivedFrom: ["m1", "m2"] }),
          aMemory({ id: "m5", status: "archived", replacedBy: "m2" }),
          aMemory({ id: "m6", status: "past", validTo: 1, replacedBy: "m2" }),
        ],
        links: [aLink(), aLink({ id: "l2", members: ["m1", "m2", "m4"].map((memoryId) => ({ memoryId, role: "" })) })],
      });
      expect(ids(file.memories)).toEqual(["m1", "m4", "m6"]);
      expect(file.memories.map((memory) => [memory.derivedFrom, memory.replacedBy])).toEqual([
        [[], null],
        [["m1"], null],
        [[], null],
      ]);
      expect(file.links.map((link) => link.members.map((member) => member.memoryId))).toEqual([["m1", "m4"]]);
    });

    it("[M2] answers that quote what is left out, and keeps the others", () => {
      const turns = [
        aTurn({ id: "t1", passageId: "p3", answer: anAnswer() }),
        aTurn({ id: "t2", passageId: "p3", answer: anAnswer({ recalled: [] }) }),
      ];
      const file = left({
        passages: [aPassage({ status: "forgotten" }), aPassage({ id: "p3" })],
        memories: [aMemory({ status: "forgotten" })],
        chats: [aChat()],
        turns,
      });
      expect(file.turns.map((turn) => turn.answer?.kind ?? null)).toEqual([null, "quotes"]);
    });
  });

  describe("is refused with a sentence when", () => {
    const refusals: [string, () => Uint8Array, string][] = [
      ["it is no zip", () => strToU8("Dear diary, this is a text that is long enough."), "not a memory file"],
      ["it is empty", () => new Uint8Array(), "not a memory file"],
      ["it is another zip", () => zipSync({ "word/document.xml": strToU8("x") }), "not a memory file"],
      ["it was cut short", () => bytes().subarray(0, -1), "its end is missing"],
      ["something hangs on its end", () => new Uint8Array([...bytes(), 0]), "its end is missing"],
      ["a part is missing", () => forged((parts) => void delete parts["links.jsonl"]), "links.jsonl is missing"],
      [
        "a part is too much",
        () =>
          forged((parts) => {
            parts["../../evil"] = "x";
          }),
        "does not belong there",
      ],
      [
        "a part was changed",
        () =>
          forged(
            (parts) => {
              parts["links.jsonl"] += "\n";
            },
            { keepHashes: true },
          ),
        "not as they were written",
      ],
      [
        "two parts were swapped",
        () =>
          forged(
            (parts) => {
              const { "links.jsonl": links = "", "chats.jsonl": chats = "" } = parts;
              Object.assign(parts, { "links.jsonl": chats, "chats.jsonl": links });
            },
            { keepHashes: true },
          ),
        "not as they were written",
      ],
      [
        "its first page is no JSON",
        () =>
          forged(
            (parts) => {
              parts["manifest.json"] = "{";
            },
            { keepHashes: true },
          ),
        "first page cannot be read",
      ],
      [
        "its first page is null",
        () =>
          forged(
            (parts) => {
              parts["manifest.json"] = "null";
            },
            { keepHashes: true },
          ),
        "does not say what is in it",
      ],
      [
        "a newer Cairn made it",
        () =>
          editManifest((manifest) => {
            manifest.version = 2;
          }),
        "newer Cairn",
      ],
      [
        "it counts other than it holds",
        () =>
          editManifest((manifest) => {
            manifest.counts.links = 7;
          }),
        "as many links",
      ],
      [
        "a line is no JSON",
        () =>
          forged((parts) => {
            parts["links.jsonl"] += "{\n";
          }),
        "line 2 of its links",
      ],
      [
        "its last line has no end",
        () =>
          forged((parts) => {
            parts["links.jsonl"] += "{}";
          }),
        "line 2 of its links",
      ],
      [
        "a line is no row",
        () =>
          lineWith("memories", (row) => {
            row.strength = 2;
          }),
        "line 1 of its memories",
      ],
      [
        "a number is none",
        () =>
          lineWith("memories", (row) => {
            row.learnedAt = "soon";
          }),
        "line 1 of its memories",
      ],
      [
        "it holds something forgotten",
        () =>
          lineWith("sources", (row) => {
            row.status = "forgotten";
          }),
        "line 1 of its sources",
      ],
      [
        "it holds a row twice",
        () =>
          forged((parts) => {
            parts["links.jsonl"] = (parts["links.jsonl"] ?? "").repeat(2);
          }),
        "twice",
      ],
      [
        "evidence names nothing",
        () =>
          lineWith("memories", (row) => {
            row.evidence = [{ passageId: "x", start: 0, end: 1 }];
          }),
        "does not exist",
      ],
      [
        "evidence is outside of its passage",
        () =>
          lineWith("memories", (row) => {
            row.evidence = [{ passageId: "p1", start: 0, end: 99 }];
          }),
        "outside",
      ],
      [
        "a memory is derived from itself",
        () =>
          lineWith("memories", (row) => {
            row.derivedFrom = ["m1"];
          }),
        "derived from itself",
      ],
      [
        "it trusts more than its evidence",
        () =>
          lineWith("sources", (row) => {
            row.trust = "web";
          }),
        "above its evidence",
      ],
    ];
    it.each(refusals)("[M4] %s", (_name, make, sentence) => {
      expect(() => readMemoryFile(make())).toThrow(expect.objectContaining({ name: "UnreadableFile" }));
      expect(() => readMemoryFile(make())).toThrow(sentence);
    });

    it("[M4] it would unpack to more than it may, before anything is unpacked", () => {
      const bomb = { "manifest.json": strToU8("{}"), ...empties(), "turns.jsonl": new Uint8Array(17 * 2 ** 20) };
      expect(() => readMemoryFile(zipSync(bomb, { level: 9 }))).toThrow("unpack to more");
      const huge = patchSize(zipSync({ ...bomb, "turns.jsonl": strToU8("x") }), 600 * 2 ** 20);
      expect(() => readMemoryFile(huge)).toThrow("unpack to more");
    });

    it("[M4] a part is larger or smaller than it says", () => {
      const parts: Zippable = { "manifest.json": strToU8("{}"), ...empties(), "turns.jsonl": new Uint8Array(5000) };
      expect(() => readMemoryFile(patchSize(zipSync(parts), 4000))).toThrow("larger than it says");
      expect(() => readMemoryFile(patchSize(zipSync(parts), 6000))).toThrow("cut short");
    });
  });

  it("[M4] copies known fields only, so that nothing rides along", () => {
    const evil = forged((parts) => {
      parts["chats.jsonl"] = (parts["chats.jsonl"] ?? "").replace("{", '{"__proto__":{"polluted":true},"extra":1,');
    });
    const file = readMemoryFile(evil);
    expect(file).toEqual(whole());
    expect(Object.keys(file.chats[0] ?? {})).toEqual(["id", "sourceId", "title", "startedAt", "lastAt"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("[M5] with anything in it changed is refused, or reads the same", () => {
    const original = bytes();
    const mutations = process.env.CAIRN_SOAK ? 10_000 : 400;
    const outcomes = { refused: 0, same: 0 };
    for (let seed = 0; seed < mutations; seed++) {
      const mutated = mutate(original, seededRandom(seed));
      try {
        expect(readMemoryFile(mutated), `seed ${seed}`).toEqual(whole());
        outcomes.same += 1;
      } catch (error) {
        expect(error, `seed ${seed}`).toMatchObject({ name: "UnreadableFile" });
        expect((error as Error).message, `seed ${seed}`).toMatch(/^[A-Z].*\.$/);
        outcomes.refused += 1;
      }
    }
    expect(outcomes.refused).toBeGreaterThan(mutations * 0.8);
  });

  function editManifest(change: (manifest: { version: number; counts: Record<string, number> }) => void): Uint8Array {
    return forged(
      (parts) => {
        const manifest = JSON.parse(parts["manifest.json"] ?? "");
        change(manifest);
        parts["manifest.json"] = JSON.stringify(manifest);
      },
      { keepHashes: true },
    );
  }
});

function listsOf(rows: ReturnType<typeof aWholeMemory>): RowLists {
  return Object.fromEntries(Object.entries(rows).map(([table, map]) => [table, [...map.values()]]));
}

function empties(): Zippable {
  const names = ["sources", "passages", "memories", "links", "chats"];
  return Object.fromEntries(names.map((name) => [`${name}.jsonl`, new Uint8Array()]));
}

/** Makes the zip's list of parts lie about the size of the last one. */
function patchSize(zip: Uint8Array, size: number): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const last = zip.length - 22 - "turns.jsonl".length - 46;
  expect(view.getUint32(last, true)).toBe(0x02014b50);
  view.setUint32(last + 24, size, true);
  return zip;
}
