import { expect, it } from "vitest";
import { countMutable, emptyRun, nearest, turnsOf } from "../bench/judge/statements";
import { aPair, aSentence } from "../support/fakeJudge";

const said = (id: string, text: string, ...expected: object[][]) => ({
  id,
  person: "ada",
  who: "user",
  text,
  round: 1,
  expect: expected,
});
const json = JSON.stringify({
  statements: [
    said("s1", "I live in Leeds.", [{ do: "add" }]),
    said("s2", "My cat is Pixel. My dog is Bo.", [{ do: "add", has: ["Pixel"] }], [{ do: "add", has: ["Bo"] }]),
    { ...said("s3", "That is good to know.", [{ do: "ignore" }]), who: "assistant" },
    said("s4", "I moved to Hull.", [{ do: "supersede", of: "s1", has: ["Hull"] }]),
    said("s5", "Bo is gone.", [
      { do: "supersede", of: "s2#2" },
      { do: "conflict", of: "s1" },
    ]),
    { ...said("s6", "I live in York.", [{ do: "add" }]), person: "ben" },
  ],
});
const turns = turnsOf(json);
const turn = (id: string) => {
  const found = turns.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};

it("a turn knows what its own person said before, each clause by itself, and what of it no longer holds", () => {
  expect(turns.map((each) => each.id)).toEqual(["s1", "s2", "s2", "s4", "s5", "s6"]);
  expect(turn("s4")).toMatchObject({
    name: "updates",
    known: ["I live in Leeds.", "My cat is Pixel.", "My dog is Bo."],
    accepted: [{ place: 0, label: "update" }],
  });
  expect([...turn("s5").ended]).toEqual([0]);
  expect(turn("s5").accepted).toEqual([
    { place: 2, label: "end" },
    { place: 0, label: "conflict" },
  ]);
  expect(turn("s6").known).toEqual([]);
});

it("candidates are the nearest by meaning and words in turns, less what no longer holds", () => {
  const texts = [...turn("s5").known, "Bo is gone."];
  const vectors = new Map(
    texts.map((text) => [text, text === "My cat is Pixel." || text === "Bo is gone." ? [1, 0] : [0, 1]]),
  );
  expect(turn("s5").known).toContain("I moved to Hull.");
  expect(nearest(turn("s5"), vectors)).toEqual([1, 2, 3]);
  expect(nearest(turn("s5"), vectors, 12, 1)).toEqual([1]);
  expect(nearest(turn("s6"), vectors)).toEqual([]);
});

it("a target that is not among the candidates is missed, and leaving alone means no act", () => {
  const run = emptyRun();
  const keep = aSentence();
  const update = aPair({ update: 0.99 });
  countMutable(run, turn("s4"), [1, 0], { sentence: keep, pairs: [aPair(), update] });
  expect(run.updates).toEqual([1, 1]);
  countMutable(run, turn("s4"), [1, 2], { sentence: keep, pairs: [aPair(), update] });
  expect(run.updates).toEqual([1, 2]);
  countMutable(run, turn("s4"), [0], { sentence: keep, pairs: [aPair({ correct: 0.99 })] });
  expect(run.updates).toEqual([2, 3]);
  countMutable(run, turn("s2"), [0], { sentence: keep, pairs: [update] });
  countMutable(run, turn("s2"), [0], { sentence: keep, pairs: [aPair({ same: 0.99 })] });
  expect(run.leftAlone).toEqual([1, 2]);
  expect(run.byRound["1"]).toEqual({ ...emptyRun(), updates: [2, 3], leftAlone: [1, 2], byRound: undefined });
});

it("a file of another form is refused", () => {
  expect(() => turnsOf('{"turns":[]}')).toThrow();
});
