import { describe, expect, it } from "vitest";
import { contentStems, stem, wordsOf } from "../../src/index/stems";

describe("words and stems", () => {
  it("brings forms of an English word to one stem", () => {
    expect(["running", "runs", "run"].map(stem)).toEqual(["run", "run", "run"]);
    expect(["three", "twelve", "one"].map(stem)).toEqual(["3", "12", "one"]);
    expect(contentStems("The allergies of my neighbours")).toEqual(contentStems("allergy, neighbour"));
  });

  it("leaves out words without a topic", () => {
    expect(contentStems("Where is it that you were?")).toEqual([]);
  });

  it("keeps a compound with digits whole and finds its parts", () => {
    expect(wordsOf("Room 10B, code b12-44, at 6:30, 1,200 euros")).toEqual([
      "room",
      "10b",
      "code",
      "b12-44",
      "b12",
      "44",
      "at",
      "6:30",
      "1200",
      "euros",
    ]);
  });

  it("treats width, case and apostrophes alike", () => {
    expect(wordsOf("Ａｎａ’s CAT")).toEqual(wordsOf("ana's cat"));
  });

  it("cuts Chinese, Japanese and Korean into pairs, and Thai into words", () => {
    expect(wordsOf("我住在北京")).toEqual(["我住", "住在", "在北", "北京"]);
    expect(wordsOf("서울에서")).toContain("서울");
    expect(wordsOf("สวัสดีครับ")).toEqual(["สวัสดี", "ครับ"]);
  });

  it("reads words that are names of object properties like any other", () => {
    expect(wordsOf("constructor __proto__ toString")).toEqual(["constructor", "proto", "tostring"]);
  });
});
