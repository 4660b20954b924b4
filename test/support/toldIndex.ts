import { consolidate } from "../../src/memory/consolidate/consolidate";
import { encode } from "../../src/memory/encode/encode";
import type { Embedder } from "../../src/memory/ports";
import { createMemoryIndex, type MemoryIndex } from "../../src/memory/recall/memoryIndex";
import { createHashIds } from "./hashIds";
import { aPassage, aSource } from "./rows";

/** A chat in which each text is one turn of the user's, encoded, consolidated and indexed. */
export async function toldIndex(texts: readonly string[], embedder: Embedder | null): Promise<MemoryIndex> {
  const ids = createHashIds();
  const index = createMemoryIndex();
  index.apply([{ table: "sources", id: "s1", after: aSource() }]);
  texts.forEach((text, ordinal) => {
    const passage = aPassage({ id: `turn${ordinal}`, text, ordinal, saidAt: ordinal * 60_000 });
    index.apply([{ table: "passages", id: passage.id, after: passage }]);
    const context = { known: [], ids, trust: "user" as const, now: ordinal * 60_000, validFrom: null };
    index.apply(consolidate(encode(passage, { ids }), context).changes);
  });
  if (!embedder) return index;
  index.startVectors(embedder.dimension);
  const missing = index.missing(Number.POSITIVE_INFINITY);
  const vectors = await embedder.embed(missing);
  missing.forEach((text, at) => {
    index.setVector(text, vectors[at] as Float32Array);
  });
  return index;
}
