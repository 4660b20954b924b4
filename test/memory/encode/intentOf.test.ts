import { describe, expect, it } from "vitest";
import { intentOf } from "../../../src/memory/encode/intentOf";

const intents = (text: string) => intentOf(text).sentences.map((sentence) => sentence.intent);

describe("what a message wants", () => {
  it.each([
    "What is my sister's name?",
    "what's the code for the gate",
    "when is my dentist appointment",
    "Is it raining",
    "Does my brother like fish",
    "my landlord is called Peter, right?",
    "So, can you tell me where I parked",
    "你住在哪里？",
    "أين أعيش؟",
    "Πού μένω;",
    "I can't remember where I put my keys",
    "Tell me about Ana",
    "Summarise what I said about Leeds.",
    "write a poem about my dog",
    "remind me what I said about Bob",
    "passport number",
    "Please list all birthdays",
    "forget my old address",
  ])("[E5] asks: %s", (text) => {
    expect(intents(text)).toEqual(["ask"]);
  });

  it.each([
    "My sister Ana lives in Lisbon.",
    "When I was young I lived in Rome.",
    "How I met my wife: on a train",
    "What a day I had at the office.",
    'He asked me "why?" and left.',
    "Remember that my PIN is 4411.",
    "Can you remember that my code is 4411?",
    "Remind me to call Bob tomorrow.",
    "Show starts at 8 on Friday",
    "Great Dane is what my dog is",
    "Class starts at 9:30",
    "Will is my brother.",
    "If I eat peanuts I get hives.",
    "我住在北京。",
    "Which reminds me, the car is in the shop",
  ])("[E5] tells: %s", (text) => {
    expect(intents(text)).toEqual(["tell"]);
  });

  it.each([
    "Hello there",
    "Good morning everyone",
    "Thanks so much!",
    "Yes I agree",
    "So do I.",
    "That's great.",
    "We left.",
    "If I had money I would buy a boat.",
    "I wish I had a garden with a pond.",
    "lol",
  ])("[E6] only talks: %s", (text) => {
    expect(intents(text)).toEqual(["talk"]);
  });

  it("[E7] text that is handed over after a request is material, and so are code and quotations", () => {
    expect(intents("Summarise this:\nI am a cat.\nI live far away.")).toEqual(["ask", "material", "material"]);
    expect(intents("const a = 3;\n> he wrote that I owe him\nMy wifi is called Nest.")).toEqual([
      "material",
      "material",
      "tell",
    ]);
  });

  it("[E5] a message may do both", () => {
    const intent = intentOf("Hi! I have a cat named Tom. What should he eat?");
    expect(intent.sentences.map((sentence) => sentence.intent)).toEqual(["talk", "tell", "ask"]);
    expect([intent.asks, intent.tells]).toEqual([true, true]);
  });

  it("[E5] an empty message does neither", () => {
    expect(intentOf(" \n\0")).toMatchObject({ asks: false, tells: false });
  });
});
