import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { MODELS } from "../../scripts/models/paths";
import { align } from "../../src/answer/align";
import { type AlignAnswer, type Figures, figuresOf, judge, readCases } from "../support/faithful";
import { createNodeEmbedder } from "../support/nodeEmbedder";

/** What sixty judged answers ask of whoever ties them to their evidence. */
const isFaithful = ({ precision, recall, flaggedFigures }: Figures) =>
  precision >= 0.95 && recall >= 0.8 && flaggedFigures >= 0.9;

describe("sixty answers that others have judged", () => {
  let embed: Parameters<typeof align>[2];

  beforeAll(async () => {
    const embedder = await createNodeEmbedder(join(MODELS, "all-MiniLM-L6-v2"));
    embed = (texts) => embedder.embed(texts);
  });

  const figures = async (aligner: AlignAnswer) => figuresOf(await judge(readCases(), aligner));

  it("[A6] [A7] what is tied to a source is supported by it, and other numbers and names are flagged", async () => {
    const found = await figures((text, recalled) => align(text, recalled, embed));
    expect(found.precision).toBeGreaterThanOrEqual(0.95);
    expect(found.recall).toBeGreaterThanOrEqual(0.8);
    expect(found.flaggedFigures).toBeGreaterThanOrEqual(0.9);
    expect(found.flaggedWrongly).toBeLessThanOrEqual(0.05);
  }, 60_000);

  it("an aligner that ties nothing, or everything to everything, is not taken for a faithful one", async () => {
    const nothing: AlignAnswer = async () => [];
    const everything: AlignAnswer = async (text, recalled) => {
      const claims = await align(text, recalled);
      return claims.map(({ start, end }) => ({ start, end, sources: recalled.map((line) => line.n) }));
    };
    expect(isFaithful(await figures(nothing))).toBe(false);
    expect(isFaithful(await figures(everything))).toBe(false);
  });
});
