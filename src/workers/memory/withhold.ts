import type { Turn } from "../../memory/model";
import type { Store } from "../../memory/ports";

const INSTEAD = "This answer rested on words that you asked to forget.";

/**
 * A turn whose answer rests on anything that was forgotten since, without that answer's words; else the turn as it is. Undoing
 * the forgetting brings the words back, since nothing is rewritten.
 */
export async function withholdAnswer(turn: Turn, store: Pick<Store, "getMany">): Promise<Turn> {
  const { answer } = turn;
  if (!answer || answer.recalled.length === 0) return turn;
  const passages = await store.getMany(
    "passages",
    answer.recalled.map((line) => line.passageId),
  );
  const memories = await store.getMany(
    "memories",
    answer.recalled.flatMap((line) => line.memoryId ?? []),
  );
  const isWhole =
    passages.every((passage) => passage?.status === "live") &&
    memories.every((memory) => memory?.status !== "forgotten");
  if (isWhole) return turn;
  const { thinking: _alsoItsWords, ...rest } = answer;
  return { ...turn, answer: { ...rest, text: INSTEAD, claims: [], recalled: [] } };
}
