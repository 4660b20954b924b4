import { describe, expect, test } from "vitest";
import { readSigns } from "../../../src/memory/reflect/readSigns";
import { FULLER_COSINE, SAME_COSINE, saysSame } from "../../../src/memory/reflect/sameStatement";

/** Whether one of the two covers the other. */
function same(a: string, b: string, cosine: number): boolean {
  const [one, two] = [readSigns(a), readSigns(b)];
  return saysSame(one, two, cosine) || saysSame(two, one, cosine);
}

/** Pairs with the cosine that all-MiniLM-L6-v2 gives them. */
const SAME: [string, string, number][] = [
  ["The plumber Mr Haas comes on Tuesday at 9.", "Mr Haas the plumber comes on Tuesday at 9.", 0.99],
  ["The plumber Mr Haas comes on Tuesday at 9.", "On Tuesday at 9 the plumber, Mr Haas, comes.", 0.96],
  ["Mr Haas the plumber comes on Tuesday at 9.", "On Tuesday at 9 the plumber, Mr Haas, comes.", 0.96],
  ["My dentist is Dr Weber on Main Street.", "Dr Weber on Main Street is my dentist.", 0.97],
  ["My sister Ana lives in Lisbon.", "Ana, my sister, lives in Lisbon.", 0.97],
  ["The Wi-Fi password at the cabin is juniper-47.", "The Wi-Fi password is juniper-47 at the cabin.", 0.99],
  ["I hate winter.", "I really hate winter!", 0.97],
  ["I don’t drink alcohol.", "I never drink alcohol.", 0.84],
  ["The room has twenty chairs.", "The room has 20 chairs.", 0.95],
  ["The lease ends on the 30th of June.", "The lease ends on 30 June.", 0.96],
  ["My sister's birthday is on 3 May.", "My sister's birthday is 3 May.", 0.99],
  ["Ottilie runs the ferry office in Kirkwall.", "Ottilie runs the ferry office at Kirkwall.", 0.99],
  ["My dog is called Bo.", "My dog's name is Bo.", 0.93],
];

/** What turns the sense of a statement; most of these pairs have a cosine above .9, and here all have 1. */
const APART: [string, string, string][] = [
  ["a day", "The shop opens at 9 on Saturday.", "The shop opens at 9 on Sunday."],
  ["an hour", "The shop opens at 9 on Saturday.", "The shop opens at 10 on Saturday."],
  ["a digit", "The plumber's number is 030 4471.", "The plumber's number is 030 4472."],
  ["a negation", "Ana likes coffee.", "Ana does not like coffee."],
  ["a short negation", "Ana likes coffee.", "Ana doesn't like coffee."],
  ["the tense", "Ana likes coffee.", "Ana liked coffee."],
  ["doubt", "Ana likes coffee.", "Ana might like coffee."],
  ["an end", "Ana likes coffee.", "Ana no longer likes coffee."],
  ["a habit of old", "Ana likes coffee.", "Ana used to like coffee."],
  ["the future", "Ana works in Porto.", "Ana will work in Porto."],
  ["a name", "Ana likes coffee.", "Bea likes coffee."],
  ["a name by a letter", "Charlotte's middle name is Maud.", "Charlotte's middle name is Maude."],
  ["whose it is", "My dog is called Bo.", "My sister's dog is called Bo."],
  ["a title", "Mr Keller teaches maths.", "Mrs Keller teaches maths."],
  ["a person", "She lives in Porto.", "He lives in Porto."],
  ["who speaks", "I have a dog.", "You have a dog."],
  ["a question", "Ana likes coffee.", "Ana likes coffee?"],
  ["who owes whom", "I owe Ana 20 euros.", "Ana owes me 20 euros."],
  ["a direction", "We moved from Lisbon to Porto.", "We moved from Porto to Lisbon."],
  ["who did it", "The dog bit the cat.", "The cat bit the dog."],
  ["who called", "My sister called Ana.", "Ana called my sister."],
  ["where it is", "The key is in the car.", "The key is on the car."],
  ["behind or before", "The key is behind the boiler.", "The key is below the boiler."],
  ["what is in what", "The box is in the bag.", "The bag is in the box."],
  ["what is counted", "I have 3 cats and a dog.", "I have a cat and 3 dogs."],
  ["two hours swapped", "It opens at 9 and closes at 5.", "It opens at 5 and closes at 9."],
  [
    "two places swapped",
    "The cat sleeps on the sofa and the dog in the hall.",
    "The cat sleeps in the hall and the dog on the sofa.",
  ],
  [
    "two people swapped",
    "I met Ana at the station and the doctor at home.",
    "I met the doctor at the station and Ana at home.",
  ],
  ["a comparison", "Ann is taller than Bo.", "Bo is taller than Ann."],
  ["hearsay", "Ana works in Porto.", "Tom says Ana works in Porto."],
  ["a condition", "The party is in the garden.", "The party is in the garden if it is dry."],
  ["a wish", "I have a boat.", "I want to have a boat."],
  ["a German negation", "Ich bin in Wien.", "Ich bin nicht in Wien."],
  ["a German negation of a noun", "Ich mag Tee.", "Ich mag keinen Tee."],
  ["a Chinese negation", "我喜欢喝茶。", "我不喜欢喝茶。"],
];

describe("saysSame", () => {
  test.each(SAME)("[F1] %s = %s", (a, b, cosine) => {
    expect(same(a, b, cosine)).toBe(true);
  });

  test.each(APART)("[F2] %s keeps two memories apart, however near they are", (_what, a, b) => {
    expect(same(a, b, 1)).toBe(false);
    expect(same(b, a, 1)).toBe(false);
  });

  test("[F2] texts that are not near do not say the same, even with the same words", () => {
    expect(same("The room has 20 chairs.", "The room has 20 chairs!", SAME_COSINE - 0.01)).toBe(false);
    expect(same("The room has 20 chairs.", "The room has 20 chairs!", Number.NaN)).toBe(false);
  });

  test("[F2] the fuller text covers the shorter one only where they are very near, and never the other way", () => {
    const [fuller, shorter] = [readSigns("I like ramen a whole lot."), readSigns("I like ramen a whole.")];
    expect(saysSame(fuller, shorter, FULLER_COSINE)).toBe(true);
    expect(saysSame(fuller, shorter, FULLER_COSINE - 0.01)).toBe(false);
    expect(saysSame(shorter, fuller, 1)).toBe(false);
  });

  test("[F2] a text without a word says nothing", () => {
    expect(same("…", "…", 1)).toBe(false);
  });
});
