/** What reflection.worker serves to memory.worker: a plan, made from a snapshot, never a write. */
import type { PassPlan, ReflectSnapshot } from "../memory/reflect/plan";
import type { Progress } from "./memoryProtocol";

export interface ReflectionApi {
  plan(snapshot: ReflectSnapshot, onProgress: (progress: Progress) => void): Promise<PassPlan>;
}

/** What reflection.worker serves to the page. It keeps nothing between calls and may be ended at any time. */
export interface ReflectionWorkerApi {
  /** Serves ReflectionApi at this port, whose other end goes to memory.worker. */
  connect(port: MessagePort): Promise<void>;
}
