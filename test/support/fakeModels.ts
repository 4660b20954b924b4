import type { DownloadProgress } from "../../src/engines/download/protocol";
import type { Graphics } from "../../src/engines/llm/graphics";
import type { ModelEntry, ModelManifest } from "../../src/engines/llm/protocol";
import type { LanguageModelInfo } from "../../src/engines/models/languageModelInfo";
import type { Inspected } from "../../src/engines/models/protocol";
import type { ModelPorts } from "../../src/state/models";

export const HARDWARE: Graphics = {
  is: "hardware",
  f16: true,
  maxBufferBytes: 4e9,
  maxBindingBytes: 2e9,
  description: "a graphics card",
};
export const NO_GRAPHICS: Graphics = { is: "none", f16: false, maxBufferBytes: 0, maxBindingBytes: 0, description: "" };

export function aModel(id: string, more: Partial<LanguageModelInfo> = {}): LanguageModelInfo {
  return {
    id,
    name: id.toUpperCase(),
    kind: "gguf",
    from: "server",
    licence: "Apache-2.0",
    bytes: 100,
    memoryBytes: 300,
    parameters: 1,
    contextTokens: 4096,
    needsF16: false,
    family: id,
    thinks: false,
    files: [{ path: `${id}.gguf`, bytes: 100, sha256: id }],
    ...more,
  };
}

/** A download under way, ended by the test. */
export interface HeldInstall {
  model: LanguageModelInfo;
  progress(progress: Partial<DownloadProgress>): void;
  end(): void;
  fail(error: Error): void;
}

/** Language models in memory: a server's, the hub's, and those on a device. */
export interface FakeModels extends ModelPorts {
  /** What the server has, with how far it is. */
  server: { model: LanguageModelInfo; state: ModelEntry["state"] }[];
  hub: LanguageModelInfo[];
  here: LanguageModelInfo[];
  note: string;
  has: Graphics;
  inspected: Inspected;
  /** Set: installs wait for the test. */
  installs: HeldInstall[] | null;
}

export function createFakeModels(): FakeModels {
  const fake: FakeModels = {
    server: [],
    hub: [],
    here: [],
    note: "",
    has: NO_GRAPHICS,
    inspected: { ok: false, reason: "This is no model." },
    installs: null,
    deviceMemoryBytes: null,
    async readManifest(): Promise<ModelManifest> {
      const models = fake.server.map(({ model, state }) => ({
        id: model.id,
        name: model.name,
        kind: model.kind === "mlc" ? ("mlc" as const) : ("gguf" as const),
        files: [...model.files],
        licence: model.licence,
        state,
      }));
      return { version: 1, models, note: fake.note };
    },
    serverModels: () => fake.server.map(({ model }) => model),
    hubModels: async () => fake.hub,
    browserModel: async () => null,
    store: {
      list: async () => fake.here,
      sizes: async () => fake.here.map(({ id, bytes }) => ({ id, bytes, whole: true })),
      async remove(id) {
        fake.here = fake.here.filter((model) => model.id !== id);
      },
    },
    download: {
      install(model, onProgress, signal) {
        const whole = () => {
          fake.here = [...fake.here.filter(({ id }) => id !== model.id), model];
          return model;
        };
        if (!fake.installs) return Promise.resolve(whole());
        return new Promise((resolve, reject) => {
          fake.installs?.push({
            model,
            progress: (more) =>
              onProgress({ done: 0, total: model.bytes, bytesPerSecond: 10, waitingSeconds: null, ...more }),
            end: () => resolve(whole()),
            fail: reject,
          });
          signal?.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
        });
      },
    },
    disk: {
      inspect: async () => fake.inspected,
      async add() {
        if (!fake.inspected.ok) throw new Error("It was refused.");
        fake.here = [...fake.here, fake.inspected.model];
        return fake.inspected.model;
      },
    },
    graphics: async () => fake.has,
  };
  return fake;
}
