import type { Clock, Ids } from "../memory/ports";
import type { MemoryApi } from "../workers/memoryProtocol";
import type { AnswerWords, WritingGuard } from "./answerTurn";
import { type AppearanceStore, createAppearanceStore, type KeyValues } from "./appearance";
import { type ChatStore, createChatStore } from "./chat";
import type { Timers } from "./coalesce";
import { createDeviceStorageStore, type DeviceStoragePort, type DeviceStorageStore } from "./deviceStorage";
import { createJudgeStore, type JudgePort, type JudgeStore } from "./judge";
import { createLanguageModelStore, type LanguageModelStore, type LanguageModels } from "./languageModel";
import { createLibraryStore, type LibraryStore, type OpenedPort } from "./library";
import type { MemoryEvents } from "./memoryEvents";
import { createMemoryFileStore, type MemoryFileStore } from "./memoryFile";
import { createMemoryListStore, type MemoryListStore } from "./memoryList";
import { createModelsStore, type ModelPorts, type ModelsStore } from "./models";
import { createNoticesStore, type NoticesStore } from "./notices";
import { createOpenedItemStore, type OpenedItemStore } from "./openedItem";
import { createPassagePanelStore, type PassagePanelStore } from "./passagePanel";
import { createReflectionStore, type ReflectionStore } from "./reflection";
import { createStatusStore, type StatusStore } from "./status";
import { createUpdatesStore, type UpdatesStore } from "./updates";

type NonNull<Call extends (...args: never[]) => Promise<unknown>> = NonNullable<Awaited<ReturnType<Call>>>;

/** Every store of the page. */
export interface AppStores {
  status: StatusStore;
  chat: ChatStore;
  models: ModelsStore;
  languageModel: LanguageModelStore;
  memoryList: MemoryListStore;
  memoryPage: OpenedItemStore<NonNull<MemoryApi["memory"]>>;
  sourceView: OpenedItemStore<NonNull<MemoryApi["source"]>>;
  passagePanel: PassagePanelStore;
  library: LibraryStore;
  reflection: ReflectionStore;
  memoryFile: MemoryFileStore;
  judge: JudgeStore;
  notices: NoticesStore;
  appearance: AppearanceStore;
  deviceStorage: DeviceStorageStore;
  updates: UpdatesStore;
  forgetMemory: MemoryApi["forgetMemory"];
  forgetChat: MemoryApi["deleteChat"];
  /** Starts the newer app and reloads the page. */
  applyUpdate(): void;
}

export interface AppStoresDeps {
  memory: MemoryApi;
  events: MemoryEvents;
  llm: LanguageModels;
  judge: JudgePort;
  modelPorts: ModelPorts;
  clock: Clock;
  ids: Pick<Ids, "random">;
  timers: Timers;
  words: AnswerWords;
  createGuard(): WritingGuard;
  storage: KeyValues;
  device: DeviceStoragePort | undefined;
  openFile(file: File): OpenedPort;
  openMemoryFile(file: File): OpenedPort;
  openReflection(): OpenedPort;
  applyUpdate(): void;
}

export function createAppStores(deps: AppStoresDeps): AppStores {
  const { memory, events, timers } = deps;
  const models = createModelsStore(deps.modelPorts);
  const { deviceMemoryBytes } = deps.modelPorts;
  const languageModel = createLanguageModelStore({ ...deps, models, deviceMemoryBytes });
  const llm = {
    current() {
      const { state } = languageModel.getState();
      return state.is === "ready" ? state.model : null;
    },
    loading: () => ["coming", "loading"].includes(languageModel.getState().state.is),
    descend: languageModel.getState().descend,
  };
  const opened = <Value>(read: (id: string) => Promise<Value | null>) =>
    createOpenedItemStore<Value>({ read, events, timers });
  return {
    status: createStatusStore(deps),
    chat: createChatStore({ ...deps, llm }),
    models,
    languageModel,
    memoryList: createMemoryListStore(deps),
    memoryPage: opened((id) => memory.memory(id as Parameters<MemoryApi["memory"]>[0])),
    sourceView: opened((id) => memory.source(id as Parameters<MemoryApi["source"]>[0])),
    passagePanel: createPassagePanelStore(deps),
    library: createLibraryStore(deps),
    reflection: createReflectionStore(deps),
    memoryFile: createMemoryFileStore(deps),
    judge: createJudgeStore(deps),
    notices: createNoticesStore(deps),
    appearance: createAppearanceStore(deps),
    deviceStorage: createDeviceStorageStore(deps),
    updates: createUpdatesStore(),
    forgetMemory: (id) => memory.forgetMemory(id),
    forgetChat: (id) => memory.deleteChat(id),
    applyUpdate: deps.applyUpdate,
  };
}
