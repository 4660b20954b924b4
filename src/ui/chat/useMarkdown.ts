import { useEffect, useSyncExternalStore } from "react";

type DrawMarkdown = typeof import("./markdown/drawMarkdown");

/** The code that draws Markdown, which a first load does without. failed: words are shown as they are written. */
export type MarkdownCode = { is: "loading" } | { is: "ready"; draw: DrawMarkdown } | { is: "failed" };

let code: MarkdownCode = { is: "loading" };
let asked = false;
const listeners = new Set<() => void>();

async function load(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    code = { is: "ready", draw: await import("./markdown/drawMarkdown") };
  } catch (error) {
    console.warn("The code that draws Markdown did not load.", error);
    code = { is: "failed" };
    asked = false;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The code that draws Markdown, fetched when it is first wanted. */
export function useMarkdown(): MarkdownCode {
  useEffect(() => void load(), []);
  return useSyncExternalStore(subscribe, () => code);
}
