import "../../trustedTypes";
import { serveWorker } from "../../workers/serveWorker";
import { createModels } from "./createModels";

serveWorker(createModels());
