import type { GraphRows } from "./GraphRows";

/** What is broken among sources, passages, chats, turns and passes, in sentences. */
export function checkSources(rows: GraphRows): string[] {
  const broken: string[] = [];
  for (const passage of rows.passages.values()) {
    const source = rows.sources.get(passage.sourceId);
    if (!source) broken.push(`Passage ${passage.id} names the source ${passage.sourceId}, which does not exist.`);
    else if (source.status === "forgotten" && passage.status === "live") {
      broken.push(`Passage ${passage.id} is live, but its source ${source.id} is forgotten.`);
    }
  }
  for (const chat of rows.chats.values()) {
    if (!rows.sources.has(chat.sourceId)) {
      broken.push(`Chat ${chat.id} names the source ${chat.sourceId}, which does not exist.`);
    }
  }
  for (const turn of rows.turns.values()) {
    if (!rows.chats.has(turn.chatId))
      broken.push(`Turn ${turn.id} names the chat ${turn.chatId}, which does not exist.`);
    if (!rows.passages.has(turn.passageId)) {
      broken.push(`Turn ${turn.id} names the passage ${turn.passageId}, which does not exist.`);
    }
  }
  for (const pass of rows.passes.values()) {
    if (new Set(pass.lines.map((line) => line.id)).size < pass.lines.length) {
      broken.push(`Pass ${pass.id} has two lines of one id.`);
    }
  }
  return broken;
}
