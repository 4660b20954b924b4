/** The page over a made-up memory, to look at each screen. `?empty`, `?opening`, `?failed` and those of sampleModels and sampleJudge set the scene. */
import { createLoopGuard } from "../../../src/answer/createLoopGuard";
import { createAppStores } from "../../../src/state/appStores";
import { createMemoryEvents } from "../../../src/state/memoryEvents";
import { renderApp } from "../../../src/ui/renderApp";
import { strings } from "../../../src/ui/strings.en";
import { createFakeMemory } from "../fakeMemory";
import { fillSample } from "./fillSample";
import { sampleJudge } from "./sampleJudge";
import { sampleModels } from "./sampleModels";

const scene = new URLSearchParams(location.search);
const memory = createFakeMemory({ now: () => Date.now() });
if (!scene.has("empty")) await fillSample(memory);
if (scene.has("failed")) memory.failNext("open", new Error("The browser refused to open its database."));
if (scene.has("opening")) memory.hold("open");

const models = sampleModels(scene);
const events = createMemoryEvents();
void memory.subscribe(events.emit);
let made = 0;
const close = () => {};
const port = () => ({ port: new MessageChannel().port1, failed: new Promise<never>(() => {}), close });
const stores = createAppStores({
  memory,
  events,
  llm: models.llm,
  judge: sampleJudge(scene),
  modelPorts: models.ports,
  clock: { now: () => Date.now() },
  ids: { random: () => `id${++made}x${Math.random().toString(36).slice(2)}` },
  timers: { set: (callback, ms) => window.setTimeout(callback, ms), clear: (timer) => clearTimeout(timer) },
  createGuard: createLoopGuard,
  words: { told: strings.chat.told, nothing: strings.chat.nothing },
  storage: localStorage,
  device: navigator.storage,
  openFile: port,
  openMemoryFile: port,
  openReflection: port,
  applyUpdate: () => location.reload(),
});
void stores.status.getState().open();
void stores.languageModel.getState().start();
stores.status.getState().setEmbedder({ is: "ready" });
const root = document.getElementById("root");
if (root) renderApp(root, stores);
Object.assign(window, { stores, memory });
