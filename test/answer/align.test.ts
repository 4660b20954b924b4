import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { align } from "../../src/answer/align";
import { recalledLine } from "../support/recalledLine";

vi.setConfig({ testTimeout: 30_000 });

const lines = [
  recalledLine(1, "My sister Nadia moved to Lisbon in March."),
  recalledLine(2, "I'm allergic to penicillin."),
  recalledLine(3, "The rent is 1,150 euros a month."),
  recalledLine(4, "I don't eat meat."),
  recalledLine(5, "I have three cats."),
];
const sources = async (answer: string) => (await align(answer, lines)).map((claim) => claim.sources);

describe("aligning an answer with its evidence", () => {
  it("[A6] a sentence that shares most of its words with a line is supported by it", async () => {
    expect(await sources("Your sister Nadia moved to Lisbon. You are allergic to penicillin.")).toEqual([[1], [2]]);
  });

  it("[A6] a sentence that nothing supports has no sources", async () => {
    expect(await sources("The sky over Lisbon is blue.")).toEqual([[]]);
    expect((await align("You like tea.", [])).map((claim) => claim.sources)).toEqual([[]]);
  });

  it("[A7] a number that the line does not hold breaks the support, however it is written", async () => {
    expect(
      await sources(
        "The rent is 1150 euros a month. The rent is 1,250 euros a month. You have 3 cats. You have four cats.",
      ),
    ).toEqual([[3], [], [5], []]);
  });

  it("[A7] so does a name, a month or another relative", async () => {
    expect(await sources("Your sister Vera moved to Lisbon in March.")).toEqual([[]]);
    expect(await sources("Your sister Nadia moved to Lisbon in May.")).toEqual([[]]);
    expect(await sources("Your brother moved to Lisbon in March.")).toEqual([[]]);
  });

  it("[A7] so does a not on one side only", async () => {
    expect(await sources("You eat meat. You don’t eat meat. You are not allergic to penicillin.")).toEqual([
      [],
      [4],
      [],
    ]);
  });

  it("[A6] two lines may support a sentence together", async () => {
    expect(await sources("You pay 1,150 euros rent and your sister Nadia moved to Lisbon.")).toEqual([[1, 3]]);
  });

  it("[A6] at most three lines, the best first", async () => {
    const alike = [1, 2, 3, 4, 5].map((n) => recalledLine(n, "The gate code is 4411."));
    const nearness = [1, 0.5, 0.6, 0.7, 0.9, 0.65];
    const embed = async () => nearness.map((cosine) => Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine)));
    const [claim] = await align("The gate code is 4411.", alike, embed);
    expect(claim?.sources).toEqual([4, 3, 5]);
  });

  it("[A7] what a line says otherwise is flagged with that line, and has no sources", async () => {
    const flagged = await align("The rent is 1,250 euros a month. Your sister Nadia moved to Porto in March.", lines);
    expect(flagged.map(({ sources, against }) => ({ sources, against }))).toEqual([
      { sources: [], against: [3] },
      { sources: [], against: [1] },
    ]);
    const [supported] = await align("The rent is 1,150 euros a month.", lines);
    expect(supported).not.toHaveProperty("against");
  });

  it.each([
    ["Petra lent me the ladder.", "Petra lent you the ladder."],
    ["Petra lent me the ladder.", "You borrowed the ladder from Petra."],
    ["Mum's birthday is on 3 May.", "Your mother's birthday is 3 May."],
    ["Ben gave Anna the red bicycle.", "Anna got the red bicycle from Ben."],
    ["I moved from Lyon to Ghent in 2019.", "You moved to Ghent in 2019."],
    ["My dentist is Dr. Haas.", "Dr. Haas is your dentist."],
  ])("[A6] what the user said, turned to the user, is supported: %s %s", async (line, answer) => {
    expect(await align(answer, [recalledLine(1, line)])).toMatchObject([{ sources: [1] }]);
  });

  it.each([
    ["I lent Petra the ladder.", "Petra lent you the ladder."],
    ["I moved from Lyon to Ghent in 2019.", "You moved from Ghent to Lyon in 2019."],
    ["I am allergic to walnuts.", "You are allergic to peanuts."],
    ["My sister lives in Porto.", "Your sister lives in Lisbon."],
  ])("[A7] the same of another, or the other way round, is not: %s %s", async (line, answer) => {
    expect(await align(answer, [recalledLine(1, line)])).toMatchObject([{ sources: [], against: [1] }]);
  });

  it("[A8] code, headings, introductions, questions and remarks of the answer about itself claim nothing", async () => {
    const answer =
      "# Your sister\n\nHere is what I found:\n\n```\nNadia moved to Lisbon\n```\n\n- **Nadia**, your sister, moved to Lisbon\n\nI don't know more. Is that enough?";
    const claims = await align(answer, lines);
    expect(claims.map((claim) => answer.slice(claim.start, claim.end))).toEqual([
      "**Nadia**, your sister, moved to Lisbon",
    ]);
    expect(claims[0]?.sources).toEqual([1]);
  });

  it("[A8] claims lie in the text, in order, whatever the text", async () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("> ", "\n", "```", "# ", "| a |", "— ", "Lisbon. ", "<script>"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const answer = pieces.join("");
        let last = 0;
        for (const { start, end, sources: numbers } of await align(answer, lines)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(answer.length);
          expect(numbers.length).toBeLessThanOrEqual(3);
          last = end;
        }
      }),
    );
  });
});
