/** What reflection.worker serves to memory.worker: a plan, made from a snapshot, never a write. */
import type { PassPlan, ReflectSnapshot } from "../memory/reflect/plan";
import type { Progress } from "./memoryProtocol";

export interface ReflectionApi {
  plan(snapshot: ReflectSnapshot, onProgress: (progress: Progress) => void): Promise<PassPlan>;
}
