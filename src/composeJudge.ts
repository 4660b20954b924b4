import type { JudgePort } from "./state/judge";

/** The page's own way to the judge, which few ever go: its code is fetched on the first verdict. */
export function composeJudge(): JudgePort & { connect(port: MessagePort): void } {
  let waiting: MessagePort | null = null;
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
    return { line, judge: createJudge(line), tryPair };
  }

  return {
    /** Takes a port to a (new) embedder.worker. */
    connect(port) {
      if (opening) void opening.then(({ line }) => line.connect(port));
      else {
        waiting?.close();
        waiting = port;
      }
    },
    async try(known, text, signal) {
      opening ??= open();
      const { judge, tryPair } = await opening;
      return tryPair(judge, known, text, { signal });
    },
  };
}
