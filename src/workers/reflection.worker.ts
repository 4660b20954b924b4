import "../trustedTypes";
import { createIds } from "../storage/createIds";
import { createReflection } from "./createReflection";
import type { ReflectionWorkerApi } from "./reflectionProtocol";
import { expose } from "./rpc";
import { serveWorker } from "./serveWorker";

const reflection = createReflection(createIds());

const api: ReflectionWorkerApi = {
  async connect(port) {
    expose(reflection, port);
  },
};

serveWorker(api);
