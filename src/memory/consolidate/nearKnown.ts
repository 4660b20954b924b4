import type { Memory, Trust } from "../model";
import { type MemoryIndex, textToEmbed } from "../recall/memoryIndex";
import { MOST_KNOWN } from "./judgeRepeats";

export interface NearQuery {
  text: string;
  /** Of the text, where there is one: without it the words alone find. */
  vector: Float32Array | null;
  /** Only memories of this trust. */
  trust: Trust;
}

/**
 * The current memories nearest to a text, by meaning and by words in turns, up to 8, no insights: for `judgeRepeats`. As `nearest` of
 * `training/judge/statements.py` finds what the judge was measured on. O(texts x dimension).
 */
export function nearKnown({ text, vector, trust }: NearQuery, index: MemoryIndex): Memory[] {
  const counts = (key: string) => {
    const memory = memoryOf(key, index);
    return memory?.status === "current" && memory.trust === trust && memory.kind !== "insight";
  };
  const options = { limit: MOST_KNOWN, filter: (said: string) => [...index.ownersOf(said)].some(counts) };
  const said = vector && index.vectors ? index.vectors.search(vector, options) : [];
  const byMeaning = said.flatMap(([each]) => [...index.ownersOf(each)].filter(counts).sort());
  const byWords = index.words.search(textToEmbed(text), { limit: MOST_KNOWN, filter: counts }).map(([key]) => key);
  const keys = new Set<string>();
  for (let place = 0; place < Math.max(byMeaning.length, byWords.length); place++) {
    for (const key of [byMeaning[place], byWords[place]]) if (key !== undefined) keys.add(key);
  }
  return [...keys].slice(0, MOST_KNOWN).flatMap((key) => memoryOf(key, index) ?? []);
}

function memoryOf(key: string, index: MemoryIndex): Memory | undefined {
  return key.startsWith("m:") ? index.memory(key.slice(2)) : undefined;
}
