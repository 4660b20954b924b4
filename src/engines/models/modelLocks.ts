import { ModelBusy } from "./modelErrors";
import { ADDING, openModels, removeIfThere } from "./modelFolder";

/** The part of navigator.locks that is used. */
export interface ModelLocks {
  request<T>(
    name: string,
    options: { signal?: AbortSignal; ifAvailable?: boolean },
    work: (lock: object | null) => Promise<T>,
  ): Promise<T>;
}

/** Runs `work` while no other tab or thread works on this model. Rejects with ModelBusy where `patience` (ms) runs out. */
export async function holdModel<T>(
  id: string,
  work: () => Promise<T>,
  { signal, patience, locks = ownLocks() }: HoldOptions = {},
): Promise<T> {
  if (!locks) return work();
  const timer = patience === undefined ? undefined : AbortSignal.timeout(patience);
  const signals = [signal, timer].filter((each) => each !== undefined);
  try {
    return await locks.request(lockOf(id), signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}, work);
  } catch (error) {
    if (timer?.aborted && error === timer.reason) throw new ModelBusy();
    throw error;
  }
}

export interface HoldOptions {
  signal?: AbortSignal;
  /** How long another holder is waited for, ms; without end where it is left out. */
  patience?: number;
  locks?: ModelLocks;
}

/** Takes away what is left of models whose copying was cut off. */
export async function removeLeftovers(root: FileSystemDirectoryHandle, locks = ownLocks()): Promise<void> {
  const models = await openModels(root);
  const names: string[] = [];
  for await (const name of models.keys()) if (name.startsWith(ADDING)) names.push(name);
  for (const name of names) {
    const remove = async (lock: object | null) => (lock ? removeIfThere(models, name) : undefined);
    await locks?.request(lockOf(name), { ifAvailable: true }, remove);
  }
}

const lockOf = (id: string): string => `cairn-model-${id}`;

/** Node has none before version 24. */
function ownLocks(): ModelLocks | undefined {
  return globalThis.navigator?.locks;
}
