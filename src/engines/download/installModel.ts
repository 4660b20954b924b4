import pins from "../../../models/pins.json" with { type: "json" };
import { readAbout, removeAbout, writeAbout } from "../models/aboutFile";
import { hashBlob } from "../models/hashBlob";
import type { LanguageModelInfo, ModelFile } from "../models/languageModelInfo";
import { NoRoom } from "../models/modelErrors";
import { checkedId, findFile, openModels, originRoot, PART, removeIfThere, sizeOf } from "../models/modelFolder";
import { holdModel, type ModelLocks } from "../models/modelLocks";
import { fetchFile } from "./fetchFile";
import { addKnownHashes, type KnownFiles, readKnownHashes } from "./knownHashes";
import { BUILT, type FileToFetch, type PlanOptions, planHubFiles, planHubLists, planServerFiles } from "./planFiles";
import type { DownloadApi, DownloadProgress } from "./protocol";
import type { FetchOptions, Hold, Timing } from "./receiveFile";
import { type ProgressTracker, trackProgress } from "./trackProgress";

export interface InstallOptions extends Omit<FetchOptions, "timing">, Omit<PlanOptions, "known"> {
  timing: Timing;
  root(): Promise<FileSystemDirectoryHandle>;
  /** Files that the source itself says what they have to be. */
  pins: KnownFiles;
  /** How much the browser has given this origin, and may give. */
  estimate(): Promise<{ usage?: number; quota?: number }>;
  locks?: ModelLocks;
}

/** Files at once: one slow connection does not hold the others up, and no host is asked for too much. */
const PARALLEL = 4;

const TIMING: Timing = { stall: 30_000, pause: 1000, longestPause: 30_000, longestAsked: 600_000, tries: 5 };

/** What download.worker does: see DownloadApi. */
export function createInstaller(options: Partial<InstallOptions> = {}): DownloadApi {
  const all: InstallOptions = {
    root: originRoot,
    fetch: (input, init) => fetch(input, init),
    timing: TIMING,
    random: Math.random,
    now: Date.now,
    wait,
    estimate: () => navigator.storage.estimate(),
    pins,
    ...BUILT,
    ...options,
  };
  return {
    async install(model, onProgress, signal = new AbortController().signal) {
      const work = () => install(model, onProgress, signal, all);
      return holdModel(checkedId(model.id), work, { signal, locks: all.locks });
    },
  };
}

async function install(
  model: LanguageModelInfo,
  onProgress: (progress: DownloadProgress) => void,
  signal: AbortSignal,
  options: InstallOptions,
): Promise<LanguageModelInfo> {
  signal.throwIfAborted();
  const root = await options.root();
  const folder = await (await openModels(root)).getDirectoryHandle(model.id, { create: true });
  const whole = await readAbout(folder);
  if (whole && (await isCurrent(folder, whole, model, signal))) return whole;
  // From here on the folder holds no model, until all of it is verified.
  await removeAbout(folder);

  const progress = trackProgress(onProgress, options.now);
  try {
    const files = await bring({ model, root, folder, progress, signal, options });
    const about: LanguageModelInfo = { ...model, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
    await removeParts(folder);
    if (model.from === "hub") await addKnownHashes(root, about, options.locks);
    await writeAbout(folder, about);
    return about;
  } finally {
    progress.end();
  }
}

interface Job {
  model: LanguageModelInfo;
  root: FileSystemDirectoryHandle;
  folder: FileSystemDirectoryHandle;
  progress: ProgressTracker;
  signal: AbortSignal;
  options: InstallOptions;
}

/** Brings all files of the model, in the order in which engines are told of them. */
async function bring(job: Job): Promise<ModelFile[]> {
  const { model, root, folder, options } = job;
  if (model.from === "server") {
    return bringAll(job, planServerFiles(model, { known: [options.pins] }));
  }
  if (model.from !== "hub" || model.kind !== "mlc") throw new Error(`${model.name} is not from the model hub.`);
  const plan: PlanOptions = { ...options, known: [options.pins, await readKnownHashes(root)] };
  const { config, weights } = planHubLists(model.id, plan);
  const lists = await bringAll(job, [config, weights]);
  const rest = planHubFiles(model.id, await readJson(folder, config.path), await readJson(folder, weights.path), plan);
  return [...lists, ...(await bringAll(job, rest))];
}

async function bringAll(job: Job, files: readonly FileToFetch[]): Promise<ModelFile[]> {
  const { folder, progress, options } = job;
  const watched = files.map((file) => ({ file, watch: progress.watch(file) }));
  await checkRoom(job);
  const failed = new AbortController();
  const signal = AbortSignal.any([job.signal, failed.signal]);
  const hold: Hold = { until: 0 };
  const found: ModelFile[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < watched.length; at = next++) {
      const { file, watch } = watched[at] as (typeof watched)[number];
      found[at] = await fetchFile(folder, file, options, watch, hold, signal);
    }
  };
  const workers = Array.from({ length: PARALLEL }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    failed.abort(error);
    // Every part is closed before anybody takes it up again.
    await Promise.allSettled(workers);
    throw error;
  }
  return found;
}

/** Throws NoRoom where what is still to come does not fit. */
async function checkRoom({ folder, progress, options }: Job): Promise<void> {
  const { usage, quota } = await options.estimate();
  if (usage === undefined || quota === undefined) return;
  const missing = progress.total - (await sizeOf(folder)) - (quota - usage);
  if (missing > 0) throw new NoRoom(missing);
}

/** Whether what is here is what `model` asks for (of the server the very files, of the hub any that were verified), to the byte. */
async function isCurrent(
  folder: FileSystemDirectoryHandle,
  whole: LanguageModelInfo,
  model: LanguageModelInfo,
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = new Map(model.files.map(({ path, sha256 }) => [path, sha256]));
  if (wanted.size > 0) {
    if (wanted.size !== whole.files.length) return false;
    if (whole.files.some(({ path, sha256 }) => wanted.get(path) !== sha256)) return false;
  }
  for (const { path, bytes, sha256 } of whole.files) {
    const file = await findFile(folder, path);
    if (file?.size !== bytes || (await hashBlob(file, signal)) !== sha256) return false;
  }
  return true;
}

/** Takes away what is left of files that another version of the model had. */
async function removeParts(folder: FileSystemDirectoryHandle): Promise<void> {
  const names: string[] = [];
  for await (const name of folder.keys()) if (name.endsWith(PART)) names.push(name);
  for (const name of names) await removeIfThere(folder, name);
}

async function readJson(folder: FileSystemDirectoryHandle, path: string): Promise<unknown> {
  return JSON.parse((await (await findFile(folder, path))?.text()) ?? "null");
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
