import { createStore, type StoreApi } from "zustand/vanilla";
import type { DownloadApi, DownloadProgress } from "../engines/download/protocol";
import type { Graphics } from "../engines/llm/graphics";
import { fits, recommend, type Unfit } from "../engines/llm/ladder";
import type { ModelEntry, ModelManifest } from "../engines/llm/protocol";
import type { LanguageModelInfo } from "../engines/models/languageModelInfo";
import type { Inspected } from "../engines/models/protocol";
import { type Failure, failureOf, isAbort } from "./failure";

/** What finds, brings and takes away language models. */
export interface ModelPorts {
  /** What this server has. */
  readManifest(): Promise<ModelManifest>;
  serverModels(manifest: ModelManifest): LanguageModelInfo[];
  /** What the model hub has that is worth having. */
  hubModels(): Promise<LanguageModelInfo[]>;
  /** The browser's own model, where it has one. */
  browserModel(): Promise<LanguageModelInfo | null>;
  /** What is on this device. */
  store: {
    list(): Promise<LanguageModelInfo[]>;
    sizes(): Promise<{ id: string; bytes: number; whole: boolean }[]>;
    remove(id: string): Promise<void>;
  };
  download: DownloadApi;
  /** Reads models from the user's disk, in a thread without a network. */
  disk: {
    inspect(files: readonly File[]): Promise<Inspected>;
    add(
      files: readonly File[],
      onProgress: (done: number, total: number) => void,
      signal: AbortSignal,
    ): Promise<LanguageModelInfo>;
  };
  graphics(): Promise<Graphics>;
  /** The device's memory, bytes; null where the browser does not say. */
  deviceMemoryBytes: number | null;
}

/** A language model, where it is, and whether it can run here. */
export interface ModelRow {
  model: LanguageModelInfo;
  /** device: its files are here. server: they come from Cairn's own server when it is first used. hub: by a download. */
  place: "device" | "server" | "hub" | "browser";
  /** How far Cairn's server is with fetching it; null for models of other places. */
  onServer: ModelEntry["state"] | null;
  /** Why it cannot run here, or only slowly; null where it can. */
  unfit: Unfit | null;
  /** Bytes on this device, of a whole model or of what has come of it. */
  bytesHere: number;
}

/** How a model gets here. What came is kept, whatever happens. */
export type Coming =
  | { is: "running"; progress: DownloadProgress }
  | { is: "paused"; progress: DownloadProgress }
  | { is: "failed"; failure: Failure; progress: DownloadProgress };

/** A model that is being added from disk. */
export type Adding =
  | { is: "reading" }
  | { is: "copying"; name: string; done: number; total: number }
  | { is: "added"; id: string; name: string }
  | { is: "refused"; reason: string }
  | { is: "failed"; failure: Failure };

export interface ModelsState {
  /** Null until they were looked for. */
  rows: ModelRow[] | null;
  /** What lies on this device of models that nobody knows: of one from disk that never came whole. */
  strays: readonly { id: string; bytes: number }[];
  /** What Cairn itself runs on (the embedder and the judge), for whoever keeps it for use without a network. */
  own: ModelEntry[];
  /** One line where this server cannot fetch a model, else "". */
  note: string;
  /** Null until it was asked. */
  graphics: Graphics | null;
  /** Id of the model that suits this device best, on it or not. */
  recommended: string | null;
  coming: Readonly<Record<string, Coming>>;
  adding: Adding | null;
  /** Looks again at what there is. Rejects where the list cannot be read. */
  refresh(): Promise<void>;
  /** Brings a model's files here, or goes on with it; resolves when it is whole, null where it was paused or failed. */
  bring(id: string): Promise<LanguageModelInfo | null>;
  pause(id: string): void;
  /** Takes a model's files off this device. */
  remove(id: string): Promise<void>;
  /** Adds a model from disk; resolves with it, or null where it was refused, stopped or failed. */
  addFromDisk(files: readonly File[]): Promise<LanguageModelInfo | null>;
  stopAdding(): void;
}

export type ModelsStore = StoreApi<ModelsState>;

const NO_PROGRESS: DownloadProgress = { done: 0, total: 0, bytesPerSecond: 0, waitingSeconds: null };

/** Whether it can be loaded now without the hub. */
export const isAtHand = (row: ModelRow): boolean => row.place !== "hub";

/** Keeps which language models there are, and how those that are on their way come here. */
export function createModelsStore(ports: ModelPorts): ModelsStore {
  const aborts = new Map<string, AbortController>();
  const running = new Map<string, Promise<LanguageModelInfo | null>>();
  let addingAbort: AbortController | null = null;

  return createStore<ModelsState>((set, get) => {
    const setComing = (id: string, coming: Coming | null) => {
      const { [id]: _before, ...others } = get().coming;
      set({ coming: coming === null ? others : { ...others, [id]: coming } });
    };

    const bring = async (model: LanguageModelInfo): Promise<LanguageModelInfo | null> => {
      const abort = new AbortController();
      aborts.set(model.id, abort);
      let progress = { ...NO_PROGRESS, total: model.bytes };
      setComing(model.id, { is: "running", progress });
      try {
        const whole = await ports.download.install(
          model,
          (next) => {
            progress = next;
            if (!abort.signal.aborted) setComing(model.id, { is: "running", progress });
          },
          abort.signal,
        );
        setComing(model.id, null);
        await get().refresh();
        return whole;
      } catch (error) {
        const stopped = isAbort(error) || abort.signal.aborted;
        setComing(
          model.id,
          stopped ? { is: "paused", progress } : { is: "failed", failure: failureOf(error), progress },
        );
        return null;
      } finally {
        aborts.delete(model.id);
        running.delete(model.id);
      }
    };

    return {
      rows: null,
      strays: [],
      own: [],
      note: "",
      graphics: null,
      recommended: null,
      coming: {},
      adding: null,

      async refresh() {
        const [manifest, here, sizes, hub, browser, graphics] = await Promise.all([
          ports.readManifest(),
          ports.store.list(),
          ports.store.sizes(),
          ports.hubModels(),
          ports.browserModel(),
          get().graphics ?? ports.graphics(),
        ]);
        const rows = gather({ manifest, server: ports.serverModels(manifest), here, hub, browser }).map((row) => ({
          ...row,
          unfit: fits(row.model, graphics, ports.deviceMemoryBytes),
          bytesHere: sizes.find((size) => size.id === row.model.id)?.bytes ?? 0,
        }));
        const atHand = new Set(rows.filter(isAtHand).map((row) => row.model.id));
        const models = rows.map((row) => row.model);
        const known = new Set(models.map((model) => model.id));
        set({
          rows,
          strays: sizes.filter((size) => !known.has(size.id) && size.bytes > 0),
          graphics,
          note: manifest.note,
          own: manifest.models.filter(({ kind }) => kind === "embedder" || kind === "judge"),
          recommended: recommend(models, atHand, graphics, ports.deviceMemoryBytes),
        });
      },

      async bring(id) {
        const under = running.get(id);
        if (under) return under;
        const row = get().rows?.find((each) => each.model.id === id);
        if (!row) return null;
        if (row.place === "device" || row.place === "browser") return row.model;
        const work = bring(row.model);
        running.set(id, work);
        return work;
      },

      pause(id) {
        aborts.get(id)?.abort();
      },

      async remove(id) {
        aborts.get(id)?.abort();
        await running.get(id);
        await ports.store.remove(id);
        setComing(id, null);
        await get().refresh();
      },

      async addFromDisk(files) {
        const abort = new AbortController();
        addingAbort?.abort();
        addingAbort = abort;
        const setAdding = (adding: Adding | null) => {
          if (addingAbort === abort) set({ adding });
        };
        setAdding({ is: "reading" });
        try {
          const inspected = await ports.disk.inspect(files);
          if (abort.signal.aborted) return null;
          if (!inspected.ok) {
            setAdding({ is: "refused", reason: inspected.reason });
            return null;
          }
          const { name } = inspected.model;
          setAdding({ is: "copying", name, done: 0, total: inspected.model.bytes });
          const onProgress = (done: number, total: number) => setAdding({ is: "copying", name, done, total });
          const model = await ports.disk.add(files, onProgress, abort.signal);
          setAdding({ is: "added", id: model.id, name: model.name });
          await get().refresh();
          return model;
        } catch (error) {
          setAdding(abort.signal.aborted || isAbort(error) ? null : { is: "failed", failure: failureOf(error) });
          return null;
        }
      },

      stopAdding() {
        addingAbort?.abort();
        addingAbort = null;
        set({ adding: null });
      },
    };
  });
}

interface Found {
  manifest: ModelManifest;
  server: LanguageModelInfo[];
  here: LanguageModelInfo[];
  hub: LanguageModelInfo[];
  browser: LanguageModelInfo | null;
}

/** Each model once: what is on this device hides where it came from, except that a newer file on the server replaces it. */
function gather({ manifest, server, here, hub, browser }: Found): Omit<ModelRow, "unfit" | "bytesHere">[] {
  const rows = new Map<string, Omit<ModelRow, "unfit" | "bytesHere">>();
  if (browser) rows.set(browser.id, { model: browser, place: "browser", onServer: null });
  for (const model of hub) rows.set(model.id, { model, place: "hub", onServer: null });
  for (const model of server) {
    const onServer = manifest.models.find((entry) => entry.id === model.id)?.state ?? null;
    rows.set(model.id, { model, place: "server", onServer });
  }
  for (const model of here) {
    const known = rows.get(model.id);
    if (known?.place === "server" && known.onServer?.is === "ready" && !sameFiles(known.model, model)) continue;
    rows.set(model.id, { model, place: "device", onServer: known?.onServer ?? null });
  }
  return [...rows.values()].sort(
    (a, b) => a.model.parameters - b.model.parameters || (a.model.id < b.model.id ? -1 : 1),
  );
}

function sameFiles(a: LanguageModelInfo, b: LanguageModelInfo): boolean {
  const hashes = ({ files }: LanguageModelInfo) =>
    files
      .map((file) => file.sha256)
      .sort()
      .join();
  return hashes(a) === hashes(b);
}
