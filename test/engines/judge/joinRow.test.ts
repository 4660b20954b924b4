import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { describe, expect, it } from "vitest";
import { EMBEDDER_ID } from "../../../scripts/models/embedder";
import { MODELS } from "../../../scripts/models/paths";
import { joinRow } from "../../../src/engines/judge/joinRow";
import { JUDGE_EXAMPLES } from "../../support/judgeExamples";

const json = (path: string): object => JSON.parse(readFileSync(path, "utf8"));

describe("joinRow", () => {
  it("gives the ids and types of the 40 stored examples, by the embedder's tokenizer", () => {
    const folder = join(MODELS, EMBEDDER_ID);
    const tokenizer = new Tokenizer(json(join(folder, "tokenizer.json")), json(join(folder, "tokenizer_config.json")));
    const wordIds = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
    expect(JUDGE_EXAMPLES).toHaveLength(40);
    for (const { first, second, ids, types } of JUDGE_EXAMPLES) {
      expect(joinRow(wordIds(first), wordIds(second)), first).toEqual({ ids, types });
    }
  });

  it("leaves out the second text with its mark where there is none", () => {
    expect(joinRow([7, 8], [])).toEqual({ ids: [101, 7, 8, 102], types: [0, 0, 0, 0] });
    expect(joinRow([], [])).toEqual({ ids: [101, 102], types: [0, 0] });
    expect(joinRow([], [9])).toEqual({ ids: [101, 102, 9, 102], types: [0, 0, 1, 1] });
  });

  it("takes the last words of the longer text, the first one's where they are alike", () => {
    expect(joinRow([1, 2, 3, 4], [5, 6], 7)).toEqual({
      ids: [101, 1, 2, 102, 5, 6, 102],
      types: [0, 0, 0, 0, 1, 1, 1],
    });
    expect(joinRow([1, 2], [3, 4], 6).ids).toEqual([101, 1, 102, 3, 4, 102]);
    expect(joinRow([1], [2, 3, 4, 5], 6).ids).toEqual([101, 1, 102, 2, 3, 102]);
  });

  it("is never longer than 96", () => {
    const many = Array.from({ length: 500 }, (_, i) => 1000 + i);
    for (const [a, b] of [
      [many, many],
      [many, []],
      [[], many],
      [[5], many],
    ] as const) {
      const { ids, types } = joinRow(a, b);
      expect(ids).toHaveLength(96);
      expect(types).toHaveLength(96);
    }
  });
});
