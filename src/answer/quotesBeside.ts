import type { Answer, Recalled } from "../memory/model";
import { factsOf } from "./factsOf";

const MOST = 2;
/** A sentence that holds less of its one line's words says less than the line. */
const FAR_SHORTER = 0.5;

/**
 * The lines whose words should stand beside a model's answer, at most two: those of which it says far less, or leaves out the
 * numbers; and where nothing in it is supported, the line that memory found first.
 */
export function quotesBeside({ kind, text, claims, recalled }: Answer): Recalled[] {
  if (kind !== "model") return [];
  const supported = claims.filter((claim) => claim.sources.length > 0);
  if (supported.length === 0) return recalled.slice(0, 1);
  const said = factsOf(text);
  const beside = supported.flatMap(({ start, end, sources }) => {
    const line = sources.length === 1 ? recalled.find(({ n }) => n === sources[0]) : undefined;
    if (!line) return [];
    const held = factsOf(line.text);
    const claim = factsOf(text.slice(start, end));
    const shared = [...held.stems].filter((stem) => claim.stems.has(stem)).length;
    const leavesOutNumbers = [...held.numbers].some((number) => !said.numbers.has(number));
    return shared < FAR_SHORTER * held.stems.size || leavesOutNumbers ? [line] : [];
  });
  return [...new Set(beside)].slice(0, MOST);
}
