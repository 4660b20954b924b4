import { serveWorker } from "../../workers/serveWorker";
import { createWllamaEngine } from "./createWllamaEngine";

serveWorker(createWllamaEngine());
