/** One file of a model. */
export interface ModelFile {
  /** Below the model's own folder, e.g. "params_shard_0.bin". */
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** What Cairn knows of a language model before it is loaded. */
export interface LanguageModelInfo {
  /** Also the name of its folder on this device: letters, digits, dots, hyphens and underscores. */
  id: string;
  /** For people, e.g. "SmolLM2 135M". */
  name: string;
  /** mlc: compiled for WebGPU, runs in web-llm. gguf: runs on the CPU, in wllama. browser: the browser's own. */
  kind: "mlc" | "gguf" | "browser";
  /** Where its files come from: Cairn's own server, the model hub, the user's disk, or nowhere. */
  from: "server" | "hub" | "disk" | "browser";
  licence: string;
  /** Bytes of all files; for a model of the hub an estimate until it is on the device. */
  bytes: number;
  /** What it takes in memory while it runs with 4,096 tokens of context, roughly. */
  memoryBytes: number;
  /** Weights, for people and to sort by; 0 where nobody knows. */
  parameters: number;
  /** Tokens of prompt and answer together that it was made for. */
  contextTokens: number;
  /** Its shaders compute in half floats: it needs the adapter's feature shader-f16. */
  needsF16: boolean;
  /** The same model in another arithmetic has the same family. */
  family: string;
  /** It thinks aloud before it answers. */
  thinks: boolean;
  /** Empty where they are not known yet (a model of the hub) or there are none (the browser's own). */
  files: readonly ModelFile[];
}
