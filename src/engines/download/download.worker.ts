import "../../trustedTypes";
import { serveWorker } from "../../workers/serveWorker";
import { createInstaller } from "./installModel";

serveWorker(createInstaller());
