import { describe, expect, it } from "vitest";
import { align } from "../../src/answer/align";
import { quotesBeside } from "../../src/answer/quotesBeside";
import type { Answer } from "../../src/memory/model";
import { recalledLine } from "../support/recalledLine";

const lines = [
  recalledLine(1, "The dentist moved my appointment to Thursday at 8:40."),
  recalledLine(2, "Petra lent me the ladder."),
  recalledLine(3, "The spare key hangs behind the boiler, on the left hook, beside the torch and the fuse box."),
];

/** Numbers of the lines beside an answer, tied to its evidence as any answer is. */
async function beside(text: string, kind: Answer["kind"] = "model"): Promise<number[]> {
  const claims = await align(text, lines);
  const about = { modelId: "m", ended: "complete", answeredAt: 1 } as const;
  return quotesBeside({ kind, text, claims, recalled: lines, ...about }).map((line) => line.n);
}

describe("what stands beside an answer", () => {
  it("[A12] nothing where the answer says what its line says", async () => {
    expect(await beside("Petra lent you the ladder.")).toEqual([]);
    expect(await beside("The dentist moved your appointment to Thursday at 8:40.")).toEqual([]);
  });

  it("[A12] the line whose number the answer drops", async () => {
    expect(await beside("The dentist moved your appointment to Thursday.")).toEqual([1]);
  });

  it("[A12] the line of which it says far less", async () => {
    expect(await beside("The spare key hangs behind the boiler.")).toEqual([3]);
  });

  it("[A12] the line that was found first where nothing in it is supported", async () => {
    expect(await beside("Perhaps the weather was fine in Bergen.")).toEqual([1]);
  });

  it("[A12] nothing beside an answer that no model wrote", async () => {
    expect(await beside("Perhaps the weather was fine in Bergen.", "quotes")).toEqual([]);
  });
});
