import { describe, expect, it } from "vitest";
import { decide, likeliestAct } from "../../../src/memory/judge/decide";
import { type PairLimits, THRESHOLDS } from "../../../src/memory/judge/thresholds";
import type { PairLabel, SentenceLabel, Verdict } from "../../../src/memory/ports";
import { aPair, aSentence } from "../../support/fakeJudge";

const limit = { act: 0.8, maybe: 0.5 };
const limits: PairLimits = {
  update: limit,
  end: { act: 0.6, maybe: 0.5 },
  correct: limit,
  forget: limit,
  same: limit,
  refine: limit,
  conflict: limit,
};
const KNOWN = ["I live in Leeds.", "I work at the port.", "My sister lives in Leeds."];

/** What "I moved to Hull" does to the first texts of KNOWN. */
function decided(
  pairs: Partial<Verdict<PairLabel>>[],
  sentence: Partial<Verdict<SentenceLabel>> = {},
  { text = "I moved to Hull.", known = KNOWN.slice(0, pairs.length), given = limits } = {},
) {
  return decide(text, known, { sentence: aSentence(sentence), pairs: pairs.map(aPair) }, given);
}

describe("What a sentence does to what is known", () => {
  it("[J2] nothing, where it is junk, hearsay, or something of both", () => {
    const sure = [{ update: 0.99 }];
    expect(decided(sure, { question: 0.51 })).toEqual([]);
    expect(decided(sure, { hearsay: 0.3, joke: 0.11, transient: 0.11 })).toEqual([]);
    expect(decided(sure, { hearsay: 0.3, joke: 0.1, transient: 0.1 })).toEqual([{ at: 0, label: "update" }]);
    expect(decided(sure, { forget: 0.6, correct: 0.4 })).toHaveLength(1);
  });

  it("[J2] nothing, where nothing is known", () => {
    expect(decided([])).toEqual([]);
  });

  it("[J2] it repeats a text word for word, whatever the judge says of it", () => {
    const text = "my sister lives in LEEDS";
    expect(decided([{}, {}, { update: 0.9 }], {}, { text })).toEqual([{ at: 2, label: "same" }]);
  });

  it("[J2] signs that mean something are no repeat", () => {
    const pairs = [
      ["I program in C.", "I program in C++."],
      ["I program in C.", "I program in C#."],
      ["It costs 5 euros.", "It costs -5 euros."],
      ["The ticket was $50.", "The ticket was €50."],
      ["I own 5 of it.", "I own 5% of it."],
      ["It is 1.5 m long.", "It is 15 m long."],
      ["My shift is 9/5.", "My shift is 9-5."],
    ] as const;
    for (const [one, other] of pairs) {
      expect(decided([{}], {}, { text: other, known: [one] }), other).toEqual([]);
      expect(decided([{}], {}, { text: one, known: [other] }), one).toEqual([]);
    }
    expect(decided([{}], {}, { text: "i program in C++!", known: ["I program in C++."] })).toEqual([
      { at: 0, label: "same" },
    ]);
  });

  it("[J2] different words in a script without spaces are no repeat", () => {
    const known = ["私はリーズに住んでいます。"];
    expect(decided([{}], {}, { text: "私はハルに住んでいます。", known })).toEqual([]);
    expect(decided([{}], {}, { text: "??", known: ["!!"] })).toEqual([]);
  });

  it("[J3] the four acts count together, at the limit of the likeliest", () => {
    expect(decided([{ update: 0.45, correct: 0.35 }])).toEqual([{ at: 0, label: "update" }]);
    expect(decided([{ update: 0.45, correct: 0.34 }])).toEqual([]);
    expect(decided([{ end: 0.35, update: 0.25 }])).toEqual([{ at: 0, label: "end" }]);
    expect(likeliestAct(aPair({ end: 0.35, update: 0.25 }))).toEqual({ act: "end", sure: 0.6 });
  });

  it("[J3] only the surest of several is touched", () => {
    expect(decided([{ update: 0.85 }, {}, { correct: 0.9 }])).toEqual([{ at: 2, label: "correct" }]);
  });

  it("[J3] a request to forget may mean several", () => {
    const wish = [{ forget: 0.85 }, { update: 0.82 }, { forget: 0.95 }];
    expect(decided(wish)).toEqual([
      { at: 0, label: "forget" },
      { at: 2, label: "forget" },
    ]);
  });

  it("[J4] an act comes before same, same before conflict", () => {
    expect(decided([{ same: 0.99 }, { update: 0.8 }])).toEqual([{ at: 1, label: "update" }]);
    expect(decided([{ conflict: 0.99 }, { same: 0.8 }, { same: 0.9 }])).toEqual([{ at: 2, label: "same" }]);
    expect(decided([{ conflict: 0.99 }, { same: 0.79 }])).toEqual([{ at: 0, label: "conflict" }]);
  });

  it("[J4] another number is no repeat", () => {
    const known = ["I take two sugars in my tea.", "I take sugar in my tea."];
    const text = "One sugar for me.";
    const given = { text, known };
    expect(decided([{ same: 0.95 }, { same: 0.9 }], {}, given)).toEqual([{ at: 1, label: "same" }]);
    expect(decided([{ same: 0.95 }, {}], {}, given)).toEqual([]);
  });

  it("[J1] a label without a threshold never acts", () => {
    const never = { act: null, maybe: null };
    const given = { ...limits, update: never, same: never };
    expect(decided([{ update: 1 }], {}, { given })).toEqual([]);
    expect(decided([{ same: 1 }], {}, { given })).toEqual([]);
  });

  it("[J1] refine alone does nothing yet", () => {
    expect(decided([{ refine: 1 }])).toEqual([]);
  });
});

describe("The thresholds", () => {
  it("[J1] say where they come from, and lie between one half and one", () => {
    expect(THRESHOLDS.source).toMatch(/writers left out/);
    for (const [label, { act, maybe }] of Object.entries(THRESHOLDS.pair)) {
      expect([label, act === null || (act >= 0.5 && act < 1)]).toEqual([label, true]);
      expect([label, maybe === null || act === null || maybe <= act]).toEqual([label, true]);
    }
    for (const heat of Object.values(THRESHOLDS.temperature)) expect(heat).toBeGreaterThan(0.3);
    expect(THRESHOLDS.question.declines).toBeLessThan(0.5);
  });
});
