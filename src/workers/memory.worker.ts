import "../trustedTypes";
import { createEmbedder } from "../engines/embedder/createEmbedder";
import { createDexieStore } from "../storage/createDexieStore";
import { createIds } from "../storage/createIds";
import { createMemory } from "./memory/createMemory";
import { openPort } from "./rpc";
import { serveWorker } from "./serveWorker";

const clock = { now: () => Date.now() };

serveWorker(
  createMemory({
    clock,
    ids: createIds(),
    embedder: createEmbedder(),
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
