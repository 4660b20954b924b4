import type { JudgePort } from "./state/judge";

/** The page's own way to the judge, which few ever go: its code is fetched on the first verdict. */
export function composeJudge(): JudgePort & { connect(port: MessagePort): void } {
  let waiting: MessagePort | null = null;
  let connectLine: ((port: MessagePort) => void) | null = null;
  let opening: ReturnType<typeof open> | null = null;

  async function open() {
    const [{ createEmbedderLine }, { createJudge }, { tryPair }] = await Promise.all([
      import("./engines/embedder/embedderLine"),
      import("./engines/judge/createJudge"),
      import("./memory/judge/tryPair"),
    ]);
    const line = createEmbedderLine();
    if (waiting) line.connect(waiting);
    waiting = null;
    connectLine = line.connect;
    return { judge: createJudge(line), tryPair };
  }

  return {
    /** Takes a port to a (new) embedder.worker. */
    connect(port) {
      if (connectLine) connectLine(port);
      else {
        waiting?.close();
        waiting = port;
      }
    },
    async try(known, text, signal) {
      // Code that could not be fetched is fetched again at the next try.
      opening ??= open().catch((error: unknown) => {
        opening = null;
        throw error;
      });
      const { judge, tryPair } = await opening;
      return tryPair(judge, known, text, { signal });
    },
  };
}
