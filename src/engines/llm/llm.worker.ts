import { serveWorker } from "../../workers/serveWorker";
import { createModelStore } from "../models/modelStore";
import { createEngine } from "./createEngine";
import { createWebLlmEngine } from "./createWebLlmEngine";
import { createWllamaEngine } from "./createWllamaEngine";

const store = createModelStore();
serveWorker(createEngine({ mlc: createWebLlmEngine(store), gguf: createWllamaEngine(store) }));
