import type { ChatMessage, Completion, CompletionRequest, LanguageModel } from "../../memory/ports";

/** How a model did. */
export interface ModelTest {
  /** Of a prompt that is read anew. */
  tokensPerSecondIn: number;
  tokensPerSecondOut: number;
  /** From a short question to the first word of its answer. */
  firstWordMs: number;
  /** Small tasks that are answered in JSON: with the right value, of those that there was time for. */
  jsonRight: number;
  jsonAsked: number;
}

interface TestClock {
  /** Milliseconds. */
  now(): number;
}

/** No task begins that would end later, as the longest one did. */
const TIME_LIMIT = 30_000;
/** A slow model reads and writes less, so that each takes about that long at most, ms. */
const MOST_EACH = 6_000;
const CHARACTERS_PER_TOKEN = 4;

const SHORT = "Say hello in a few words.";
const COUNT = "Count from one to forty, in words.";
/** Read for its length alone; begins unlike any other prompt, so that nothing of it was read before. */
const STORY =
  "Every morning before the bakery opened, the old ferryman walked down to the pier and counted the boats. There were never more than nine, and seldom fewer than five. He wrote the number on a slate, then the weather, then the height of the water at the third step. ".repeat(
    4,
  );

interface Task {
  ask: string;
  key: string;
  /** Words in small letters. */
  right: string | number;
}

const TASKS: readonly Task[] = [
  { ask: "Anna is 34 years old. How old is Anna?", key: "age", right: 34 },
  { ask: "The train to Porto leaves at nine. Where does it go?", key: "city", right: "porto" },
  { ask: "Ben has a red bicycle. What colour is it?", key: "colour", right: "red" },
  { ask: "There are 12 eggs in the box. How many eggs are there?", key: "eggs", right: 12 },
  { ask: "Maria plays the violin. Who plays the violin?", key: "name", right: "maria" },
  { ask: "The meeting is on Tuesday. On which day is it?", key: "day", right: "tuesday" },
  { ask: "A ticket costs 7 euros. What does it cost?", key: "price", right: 7 },
  { ask: "Their dog is called Bruno. What is its name?", key: "name", right: "bruno" },
  { ask: "It will snow in January. In which month will it snow?", key: "month", right: "january" },
  { ask: "The house has 3 floors. How many floors does it have?", key: "floors", right: 3 },
];

/** One timed call. */
interface Timed {
  completion: Completion;
  toFirst: number;
  writing: number;
  /** Tokens read anew, and written; from the letters where the engine does not count. */
  read: number;
  wrote: number;
}

/**
 * Tries `model` out with three prompts and up to ten tasks, within about half a minute. `onProgress` gets parts of 1. Rejects
 * as `model.complete` does, and with the reason of `signal`.
 */
export async function testModel(
  model: LanguageModel,
  clock: TestClock,
  onProgress: (share: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<ModelTest> {
  const startedAt = clock.now();
  const ask = async (content: string, maxTokens: number, schema?: CompletionRequest["schema"]): Promise<Timed> => {
    const messages: ChatMessage[] = [{ role: "user", content }];
    const askedAt = clock.now();
    let firstAt: number | null = null;
    let lastAt = askedAt;
    const completion = await model.complete({ messages, maxTokens, temperature: 0, schema, signal }, () => {
      lastAt = clock.now();
      firstAt ??= lastAt;
    });
    signal?.throwIfAborted();
    const { promptTokens, cachedTokens, completionTokens } = completion.usage;
    return {
      completion,
      toFirst: (firstAt ?? clock.now()) - askedAt,
      writing: lastAt - (firstAt ?? lastAt),
      read: promptTokens > 0 ? promptTokens - cachedTokens : content.length / CHARACTERS_PER_TOKEN,
      wrote: completionTokens || completion.text.length / CHARACTERS_PER_TOKEN,
    };
  };
  const steps = 3 + TASKS.length;
  const done = (step: number) => onProgress(step / steps);

  signal?.throwIfAborted();
  done(0);
  const short = await ask(SHORT, 8);
  done(1);
  const readable = perSecond(short.read, short.toFirst) * (MOST_EACH / 1000) * CHARACTERS_PER_TOKEN;
  const story = await ask(`${STORY.slice(0, Math.max(80, readable))}\nWho counts the boats?`, 8);
  done(2);
  // What it wrote first came with the prompt.
  const writable = Math.floor(perSecond(story.wrote - 1, story.writing) * (MOST_EACH / 1000)) || 24;
  const count = await ask(COUNT, Math.min(48, Math.max(8, writable)));
  done(3);

  let jsonRight = 0;
  let jsonAsked = 0;
  let longest = 0;
  for (const task of TASKS) {
    if (clock.now() - startedAt + longest > TIME_LIMIT) break;
    const askedAt = clock.now();
    const { completion } = await ask(`${task.ask} Answer in JSON, as {"${task.key}": ...}.`, 24, schemaOf(task));
    longest = Math.max(longest, clock.now() - askedAt);
    jsonAsked += 1;
    if (isRight(completion.text, task)) jsonRight += 1;
    done(3 + jsonAsked);
  }
  done(steps);

  return {
    tokensPerSecondIn: perSecond(story.read, story.toFirst),
    tokensPerSecondOut: perSecond(count.wrote - 1, count.writing),
    firstWordMs: short.toFirst,
    jsonRight,
    jsonAsked,
  };
}

/** 0 where it was too quick, or too little, to tell. */
const perSecond = (tokens: number, ms: number): number => (ms > 0 && tokens > 0 ? tokens / (ms / 1000) : 0);

function schemaOf({ key, right }: Task): CompletionRequest["schema"] {
  const number = { type: "integer", minimum: 0, maximum: 999 };
  const word = { type: "string", maxLength: 20 };
  const properties = { [key]: typeof right === "number" ? number : word };
  return { type: "object", properties, required: [key], additionalProperties: false };
}

function isRight(text: string, { key, right }: Task): boolean {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof answer !== "object" || answer === null || !(key in answer)) return false;
  const value: unknown = Reflect.get(answer, key);
  return typeof value === "string" ? value.trim().toLowerCase() === right : value === right;
}
