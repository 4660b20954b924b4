import { createThinkingFilter } from "../../src/engines/llm/createThinkingFilter";
import { ModelNotLoaded, PromptEmpty, PromptTooLong } from "../../src/engines/llm/engineErrors";
import type { LlmApi } from "../../src/engines/llm/protocol";
import type { ChatMessage, Completion, CompletionRequest } from "../../src/memory/ports";

export interface Script {
  /** What it says to a prompt; a plain list of number words without it. */
  answer?(messages: readonly ChatMessage[], schema?: CompletionRequest["schema"]): string;
  /** Milliseconds a batch of 16 words read, and a word written. */
  readMs?: number;
  writeMs?: number;
  /** Words of prompt that it can hold. */
  context?: number;
  /** Goes on whatever the signal says. */
  deaf?: boolean;
}

/** What it thinks about before it answers. */
export const MAKES_IT_THINK = "Think first.";

const BATCH = 16;
const NUMBERS = Array.from({ length: 400 }, (_, n) => `number-${n + 1}`).join(" ");

/** An engine behind llm.worker's protocol that says what a script tells it to, at a pace. Its tokens are words. */
export function createScriptedEngine(script: Script = {}): LlmApi {
  const { answer = sayNumbers, readMs = 1, writeMs = 1, context = 4096, deaf = false } = script;
  let loaded = false;
  let read: string[] = [];

  return {
    async load(model, _options, onProgress) {
      const total = model.files.reduce((bytes, file) => bytes + file.bytes, 0);
      onProgress(total, total);
      loaded = true;
      read = [];
    },
    async unload() {
      loaded = false;
    },
    async complete({ messages, maxTokens, schema }, onText, signal) {
      if (!loaded) throw new ModelNotLoaded("No language model is loaded.");
      if (messages.length === 0) throw new PromptEmpty("There is no message to answer.");
      const prompt = messages.flatMap(({ role, content }) => [role, ...content.split(/\s+/)]);
      if (prompt.length > context) throw new PromptTooLong("This is more than the language model can read at once.");
      const different = prompt.findIndex((word, i) => word !== read[i]);
      const cachedTokens = different < 0 ? prompt.length - 1 : different;
      const completion: Completion = {
        text: "",
        ended: "complete",
        usage: { promptTokens: prompt.length, cachedTokens, completionTokens: 0 },
      };
      const stopped = () => signal?.aborted === true && !deaf;
      for (let at = cachedTokens; at < prompt.length; at += BATCH) {
        if (stopped()) return { ...completion, ended: "stopped" };
        await pause(readMs);
        read = prompt.slice(0, at + BATCH);
      }
      const filter = createThinkingFilter((piece) => {
        completion.text += piece;
        onText(piece);
      });
      const words = answer(messages, schema).split(/(?<=\s)/);
      for (const word of words.slice(0, maxTokens)) {
        if (stopped()) return { ...completion, ended: "stopped" };
        await pause(writeMs);
        completion.usage.completionTokens += 1;
        filter.push(word);
      }
      filter.end();
      if (filter.thinking !== undefined) completion.thinking = filter.thinking;
      return words.length > maxTokens ? { ...completion, ended: "length" } : completion;
    },
  };
}

/** Number words, after some thought where the last message asks for it, or a value of the schema's shape. */
function sayNumbers(messages: readonly ChatMessage[], schema?: CompletionRequest["schema"]): string {
  if (schema) return JSON.stringify(sampleOf(schema));
  return messages.at(-1)?.content === MAKES_IT_THINK ? `<think>\nNumbers, then.\n</think>\n\n${NUMBERS}` : NUMBERS;
}

function sampleOf(schema: Readonly<Record<string, unknown>>): unknown {
  if (schema.type === "object") {
    const properties = Object.entries(schema.properties as Record<string, Record<string, unknown>>);
    return Object.fromEntries(properties.map(([key, value]) => [key, sampleOf(value)]));
  }
  if (schema.type === "array") return [];
  if (schema.type === "boolean") return true;
  return schema.type === "string" ? "word" : 7;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
