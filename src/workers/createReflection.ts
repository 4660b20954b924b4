import type { Ids } from "../memory/ports";
import { planSteps } from "../memory/reflect/planPass";
import type { ReflectionApi } from "./reflectionProtocol";

/** Plans passes. Between two steps the thread takes a breath, so that progress and an ending of the worker get through. */
export function createReflection(ids: Ids): ReflectionApi {
  return {
    async plan(snapshot, onProgress) {
      const steps = planSteps(snapshot, ids);
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) return step.value;
        onProgress(step.value);
        await breath();
      }
    },
  };
}

function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
