import type { DatabaseState, EmbedderState } from "../../state/status";
import { strings } from "../strings.en";

interface Said {
  text: string;
  tone: "ready" | "busy" | "trouble";
}

/** What the status line says: "Ready" when database and embedder can serve, otherwise what is going on. */
export function statusOf(database: DatabaseState, embedder: EmbedderState): Said {
  const said = strings.status;
  if (database.is === "failed" || database.is === "superseded") return { text: said.memoryFailed, tone: "trouble" };
  if (database.is === "lost") return { text: said.memoryLost, tone: "busy" };
  if (database.is === "opening") return { text: said.opening, tone: "busy" };
  switch (embedder.is) {
    case "ready":
      return { text: said.ready, tone: "ready" };
    case "starting":
      return { text: said.starting, tone: "busy" };
    case "lost":
      return { text: said.meaningLost, tone: "busy" };
    case "failed":
      return { text: said.meaningFailed, tone: "trouble" };
  }
}
