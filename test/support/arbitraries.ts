import fc from "fast-check";
import { type GraphRows, toGraphRows } from "../../src/memory/graph/GraphRows";
import { makeChange } from "../../src/memory/graph/makeChange";
import type { Change, GraphDiff, Rows, TableName } from "../../src/memory/model";
import { aChat, aLink, aMemory, aPass, aPassage, aSource, aTurn } from "./rows";

/** Text as it comes: any code units, lone surrogates and NUL among them, never empty. */
export const anyText: fc.Arbitrary<string> = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });

const time = fc.integer({ min: 0, max: 4e12 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** A row of each table with free values in it, under the id given; references are not to be followed. */
export const anyRow: { [T in TableName]: (id: string) => fc.Arbitrary<Rows[T]> } = {
  sources: (id) =>
    fc.record({ title: anyText, addedAt: time, size: fc.nat() }).map((fields) => aSource({ ...fields, id })),
  passages: (id) =>
    fc.record({ status: fc.constantFrom("live", "forgotten") }).map((fields) => aPassage({ ...fields, id })),
  memories: (id) =>
    fc
      .record({
        text: anyText,
        strength: share,
        learnedAt: time,
        validTo: fc.option(time),
        derivedFrom: fc.uniqueArray(fc.constantFrom("m1", "m2", "m3")),
        status: fc.constantFrom("current", "past", "forgotten"),
      })
      .map((fields) => aMemory({ ...fields, id })),
  links: (id) => fc.record({ label: anyText, weight: share }).map((fields) => aLink({ ...fields, id })),
  chats: (id) => fc.record({ title: anyText, lastAt: time }).map((fields) => aChat({ ...fields, id })),
  turns: (id) => fc.record({ learned: fc.boolean(), saidAt: time }).map((fields) => aTurn({ ...fields, id })),
  passes: (id) => fc.record({ undone: fc.boolean(), endedAt: time }).map((fields) => aPass({ ...fields, id })),
};

const IDS = ["1", "2", "3"];

/** A few rows of every table. */
export const anyRows: fc.Arbitrary<GraphRows> = fc
  .record({
    sources: rowsOf("sources"),
    passages: rowsOf("passages"),
    memories: rowsOf("memories"),
    links: rowsOf("links"),
    chats: rowsOf("chats"),
    turns: rowsOf("turns"),
    passes: rowsOf("passes"),
  })
  .map((lists) => toGraphRows(lists));

function rowsOf<T extends TableName>(table: T): fc.Arbitrary<Rows[T][]> {
  return fc.subarray(IDS).chain((ids) => fc.tuple(...ids.map((id) => anyRow[table](id)))) as fc.Arbitrary<Rows[T][]>;
}

/** A diff that fits these rows: rows added, changed and taken out. */
export function anyDiff(rows: GraphRows): fc.Arbitrary<GraphDiff> {
  const places = (Object.keys(anyRow) as TableName[]).flatMap((table) => IDS.map((id) => ({ table, id })));
  return fc
    .subarray(places, { maxLength: 8 })
    .chain((chosen) => fc.tuple(...chosen.map(({ table, id }) => anyChange(rows, table, id))))
    .map((changes) => ({ changes: changes.filter((change) => change !== null) }));
}

function anyChange<T extends TableName>(rows: GraphRows, table: T, id: string): fc.Arbitrary<Change | null> {
  const before = (rows[table] as ReadonlyMap<string, Rows[T]>).get(id) ?? null;
  return fc
    .option(anyRow[table](id) as fc.Arbitrary<Rows[T]>, { freq: 3 })
    .map((after) => (before === null && after === null ? null : makeChange(table, before, after)));
}
