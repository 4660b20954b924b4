import "../trustedTypes";
import { createEmbedder } from "../engines/embedder/createEmbedder";
import { createEmbedderLine } from "../engines/embedder/embedderLine";
import { createJudge } from "../engines/judge/createJudge";
import { createDexieStore } from "../storage/createDexieStore";
import { createIds } from "../storage/createIds";
import { createMemory } from "./memory/createMemory";
import { openPort } from "./rpc";
import { serveWorker } from "./serveWorker";

const clock = { now: () => Date.now() };
const line = createEmbedderLine();

serveWorker(
  createMemory({
    clock,
    ids: createIds(),
    embedder: createEmbedder(line),
    judge: createJudge(line),
    alone: <T>(name: string, work: () => Promise<T>) =>
      navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : null)) as Promise<T | null>,
    wrap: <Api extends object>(port: MessagePort) => openPort<Api>(port).api,
    openStore: ({ onOps, onSuperseded }) =>
      createDexieStore({
        clock,
        onOwnOps: (ops) => onOps(ops, "here"),
        onRemoteOps: (ops) => onOps(ops, "elsewhere"),
        onSuperseded,
      }),
  }),
);
