import "./trustedTypes";
import { createLoopGuard } from "./answer/createLoopGuard";
import { composeJudge } from "./composeJudge";
import { composeModels } from "./composeModels";
import type { EmbedderApi } from "./engines/embedder/protocol";
import type { ModelEntry } from "./engines/llm/protocol";
import { MODELS_URL, modelFileUrl } from "./engines/llm/readManifest";
import { createAppStores } from "./state/appStores";
import { startAppUpdates } from "./state/appUpdate";
import { failureOf } from "./state/failure";
import { createIdleReflection } from "./state/idleReflection";
import type { OpenedPort } from "./state/library";
import { createMemoryEvents } from "./state/memoryEvents";
import { createIds } from "./storage/createIds";
import { renderApp } from "./ui/renderApp";
import { strings } from "./ui/strings.en";
import type { MemoryApi } from "./workers/memoryProtocol";
import type { ImportWorkerApi } from "./workers/readerProtocol";
import type { ReflectionWorkerApi } from "./workers/reflectionProtocol";
import { superviseWorker } from "./workers/superviseWorker";

const EMBEDDER_RETRY_MS = 10_000;

const events = createMemoryEvents();
const clock = { now: () => Date.now() };
const timers = {
  set: (callback: () => void, milliseconds: number) => window.setTimeout(callback, milliseconds),
  clear: (timer: number) => window.clearTimeout(timer),
};

const memory = superviseWorker<MemoryApi>({
  name: "memory",
  create: (name) => new Worker(new URL("./workers/memory.worker.ts", import.meta.url), { type: "module", name }),
  connect(api) {
    api.subscribe(events.emit).catch(lost);
    introduce();
    void stores.status.getState().open();
    if (started) events.emit({ type: "restarted" });
    started = true;
  },
  onState(state) {
    const { setDatabase } = stores.status.getState();
    if (state.is === "lost") setDatabase({ is: "lost" });
    if (state.is === "failed") setDatabase({ is: "failed", failure: { name: "WorkerFailed", reason: state.reason } });
  },
});
let started = false;

const embedder = superviseWorker<EmbedderApi>({
  name: "embedder",
  create: (name) =>
    new Worker(new URL("./engines/embedder/embedder.worker.ts", import.meta.url), { type: "module", name }),
  connect(api) {
    introduce();
    const { port1, port2 } = new MessageChannel();
    api.connect(port1).catch(lost);
    judge.connect(port2);
    void loadEmbedder(api);
  },
  onState(state) {
    const { setEmbedder } = stores.status.getState();
    if (state.is === "lost") setEmbedder({ is: "lost" });
    if (state.is === "failed") setEmbedder({ is: "failed", failure: { name: "WorkerFailed", reason: state.reason } });
  },
});

const judge = composeJudge();

/** Joins memory.worker and embedder.worker by a fresh channel: whichever of the two is ready second sees both ready. */
function introduce(): void {
  if (memory.state.is !== "ready" || embedder.state.is !== "ready") return;
  const { port1, port2 } = new MessageChannel();
  embedder.api.connect(port1).catch(lost);
  memory.api.connectEmbedder(port2).catch(lost);
}

async function loadEmbedder(api: EmbedderApi): Promise<void> {
  const { setEmbedder } = stores.status.getState();
  setEmbedder({ is: "starting" });
  try {
    await api.load();
    setEmbedder({ is: "ready" });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.name === "WorkerLost") return;
    setEmbedder({ is: "failed", failure });
    // Its files may still be on their way.
    timers.set(() => void loadEmbedder(embedder.api), EMBEDDER_RETRY_MS);
  }
}

/** Nothing to be done where a worker died under a call like these: its next start makes them again. */
function lost(error: unknown): void {
  if (failureOf(error).name !== "WorkerLost") throw error;
}

/** A port to a worker that lives for one piece of work. */
function openWorker<Api extends object>(
  name: string,
  create: (name: string) => Worker,
  serve: (api: Api, port: MessagePort) => Promise<void>,
): OpenedPort {
  const { port1, port2 } = new MessageChannel();
  const worker = superviseWorker<Api>({ name, create });
  const failed = serve(worker.api, port1).then(() => new Promise<never>(() => {}));
  return { port: port2, failed, close: () => worker.terminate() };
}

const createImportWorker = (name: string) =>
  new Worker(new URL("./workers/import.worker.ts", import.meta.url), { type: "module", name });

const stores = createAppStores({
  memory: memory.api,
  events,
  ...composeModels(clock),
  judge,
  clock,
  ids: createIds(),
  timers,
  createGuard: createLoopGuard,
  words: { told: strings.chat.told, nothing: strings.chat.nothing },
  storage: localStorage,
  device: navigator.storage,
  openFile: (file) =>
    openWorker<ImportWorkerApi>("import", createImportWorker, (api, port) => api.readFile(file, port)),
  openMemoryFile: (file) =>
    openWorker<ImportWorkerApi>("import", createImportWorker, (api, port) => api.readMemoryFile(file, port)),
  openReflection: () =>
    openWorker<ReflectionWorkerApi>(
      "reflection",
      (name) => new Worker(new URL("./workers/reflection.worker.ts", import.meta.url), { type: "module", name }),
      (api, port) => api.connect(port),
    ),
  applyUpdate: () => updates.apply(),
});

const updates = startAppUpdates({
  container: import.meta.env.PROD ? navigator.serviceWorker : undefined,
  onChange: (update) => stores.updates.getState().setUpdate(update),
  reload: () => location.reload(),
});

if (import.meta.env.PROD && !crossOriginIsolated) {
  const { setProtection } = stores.updates.getState();
  if (!navigator.serviceWorker) setProtection("none");
  else void navigator.serviceWorker.ready.then(() => setProtection("after-reload"));
}

memory.start();
embedder.start();
const root = document.getElementById("root");
if (root) renderApp(root, stores);

/** The language model waits until Cairn is ready: it must not slow that down. */
const stopWaiting = stores.status.subscribe(({ database, embedder }) => {
  if (database.is !== "open" || embedder.is === "starting") return;
  stopWaiting();
  void stores.languageModel.getState().start();
});

/** The embedder and the judge are kept for use without a network; language models lie on the device by themselves. */
function keep(models: readonly ModelEntry[]): void {
  const files = models.flatMap((model) => model.files.map(modelFileUrl));
  void updates.keepModels([`${MODELS_URL}manifest.json`, ...files]);
}
stores.models.subscribe((state, before) => {
  if (before.rows === null && state.rows !== null) keep(state.own);
});

const idle = createIdleReflection({
  reflect: () => stores.reflection.getState().reflect(),
  events,
  timers,
  mayRun() {
    const { works } = stores.chat.getState();
    const { jobs } = stores.library.getState();
    const elsewhere = stores.reflection.getState().reflecting.is === "elsewhere";
    const adding = jobs.some((job) => job.step.is === "adding" || job.step.is === "waiting");
    const answering = works.some((work) => work.step.is !== "failed");
    return stores.status.getState().database.is === "open" && !elsewhere && !adding && !answering;
  },
});
for (const kind of ["keydown", "pointerdown", "pointermove"]) addEventListener(kind, idle.active, { passive: true });
