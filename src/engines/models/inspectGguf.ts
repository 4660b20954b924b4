import { whyNotChat } from "./ggufArchitectures";
import { type GgufHeader, GgufIncomplete, NotGguf, readGgufHeader } from "./ggufHeader";
import { ggufEnd } from "./ggufTypes";
import type { FoundModel } from "./inspectFiles";
import { UnusableModel } from "./modelErrors";
import { familyOf, shown } from "./modelWords";

/** wllama's README: a file of 2 GB at most, so that a larger model has to come in parts. */
const LARGEST_FILE = 2 ** 31;
/** What wllama's module can grow to. */
const LARGEST_MEMORY = 2 ** 32;
/** What the engine takes beside weights and context. */
const OVERHEAD = 200_000_000;
/** No header is larger: a vocabulary takes some megabytes. */
const LARGEST_HEADER = 2 ** 28;
/** The context that memory is reckoned with, tokens. */
const CONTEXT = 4096;

/** Keys of the metadata, as numbers and texts. */
class Metadata {
  readonly #values: GgufHeader["metadata"];

  constructor({ metadata }: GgufHeader) {
    this.#values = metadata;
  }

  number(key: string): number | null {
    const value = this.#values.get(key);
    return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
  }

  text(key: string): string {
    const value = this.#values.get(key);
    return typeof value === "string" ? value : "";
  }
}

interface Part {
  file: File;
  header: GgufHeader;
  metadata: Metadata;
}

/** The model in one GGUF, or in all parts of a split one. Throws UnusableModel where it cannot run here. */
export async function inspectGguf(files: readonly File[]): Promise<FoundModel> {
  const parts = await Promise.all(
    files.map(async (file): Promise<Part> => {
      const header = await readHeader(file);
      return { file, header, metadata: new Metadata(header) };
    }),
  );
  const ordered = inOrder(parts);
  const [{ metadata, file: first }] = ordered;
  const architecture = metadata.text("general.architecture");
  const reason = architecture === "" ? "This file does not say which kind of model it is." : whyNotChat(architecture);
  if (reason) throw new UnusableModel(reason);
  const template = metadata.text("tokenizer.chat_template");
  if (template === "") {
    throw new UnusableModel(
      'This model was not made for conversations: it does not say how one is written. Look for one that is called "Instruct" or "Chat".',
    );
  }
  for (const part of ordered) checkFile(part);

  const bytes = ordered.reduce((sum, { file }) => sum + file.size, 0);
  const memoryBytes = bytes + contextBytes(metadata, architecture) + OVERHEAD;
  if (memoryBytes > LARGEST_MEMORY) {
    throw new UnusableModel(
      `This model is too large for a browser: it takes ${inMegabytes(memoryBytes)} of memory, and ${inMegabytes(LARGEST_MEMORY)} is the most that it can have.`,
    );
  }
  const name = shown(metadata.text("general.name")) || shown(first.name.replace(/(-\d{5}-of-\d{5})?\.gguf$/i, ""));
  return {
    model: {
      name,
      kind: "gguf",
      licence: shown(metadata.text("general.license.name") || metadata.text("general.license")) || "not stated",
      bytes,
      memoryBytes,
      parameters: ordered.reduce((sum, part) => sum + weights(part.header), 0),
      contextTokens: metadata.number(`${architecture}.context_length`) || CONTEXT,
      needsF16: false,
      family: familyOf(name),
      thinks: /<\/?think(?:ing)?>|enable_thinking|<\|channel\|>analysis/.test(template),
    },
    files: ordered.map(({ file }, i) => ({ path: partName(i, ordered.length), file })),
  };
}

/** The header, read from as much of the file as it takes. */
async function readHeader(file: File): Promise<GgufHeader> {
  for (let size = 2 ** 20; ; size *= 4) {
    const bytes = new Uint8Array(await file.slice(0, size).arrayBuffer());
    try {
      return readGgufHeader(bytes, { lists: false });
    } catch (error) {
      if (error instanceof NotGguf) throw new UnusableModel(`${shown(file.name)} is not a model that Cairn can read.`);
      if (!(error instanceof GgufIncomplete)) throw error;
      if (size >= file.size || size >= LARGEST_HEADER) {
        throw new UnusableModel(`${shown(file.name)} is cut short or damaged.`);
      }
    }
  }
}

/** The parts of a split model in their order. Throws where they are not all there, or not of one model. */
function inOrder(parts: readonly Part[]): [Part, ...Part[]] {
  const [first] = parts;
  if (!first) throw new UnusableModel("No file was chosen.");
  const counts = new Set(parts.map(({ metadata }) => metadata.number("split.count") ?? 1));
  const [count = 1] = counts;
  if (counts.size > 1 || (count <= 1 && parts.length > 1)) {
    throw new UnusableModel("These files are of more than one model. Choose one model at a time.");
  }
  if (count <= 1) return [first];
  const byNumber = new Map(parts.map((part) => [part.metadata.number("split.no"), part]));
  const missing: number[] = [];
  for (let no = 0; no < count && missing.length < 4; no++) if (!byNumber.has(no)) missing.push(no + 1);
  if (missing.length > 0) {
    const which = missing.length > 3 ? `${missing.slice(0, 3).join(", ")} and more` : missing.join(", ");
    throw new UnusableModel(`This model is in ${count} parts. Choose them together; missing: part ${which}.`);
  }
  const tensors = parts.reduce((sum, { header }) => sum + header.tensors.length, 0);
  const expected = parts.map(({ metadata }) => metadata.number("split.tensors.count")).find((each) => each !== null);
  if (parts.length !== count || (expected !== undefined && expected !== tensors)) {
    throw new UnusableModel("These files are not the parts of one model.");
  }
  const ordered = [...parts].sort((a, b) => numberOf(a) - numberOf(b));
  return ordered as [Part, ...Part[]];
}

const numberOf = ({ metadata }: Part): number => metadata.number("split.no") ?? 0;

function checkFile({ file, header }: Part): void {
  const end = ggufEnd(header);
  if (!(end <= file.size)) {
    throw new UnusableModel(
      `${shown(file.name)} is cut short: ${inMegabytes(end - file.size)} of it are missing. Fetch it again.`,
    );
  }
  if (file.size >= LARGEST_FILE) {
    throw new UnusableModel(
      "This file is larger than 2,147 MB, which is the most that a browser takes in one piece. Look for the same model in several parts, or for a smaller one.",
    );
  }
}

/** Numbers in all tensors. */
function weights({ tensors }: GgufHeader): number {
  return tensors.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
}

/** Keys and values of the context, in half floats. */
function contextBytes(metadata: Metadata, architecture: string): number {
  const of = (key: string) => metadata.number(`${architecture}.${key}`);
  const heads = of("attention.head_count") || 1;
  const width = of("embedding_length") ?? 0;
  const headWidth = of("attention.key_length") ?? width / heads;
  return 2 * 2 * CONTEXT * (of("block_count") ?? 0) * (of("attention.head_count_kv") || heads) * headWidth;
}

/** As wllama sorts and llama.cpp looks for them, whatever the user's files are called. */
function partName(index: number, count: number): string {
  if (count === 1) return "model.gguf";
  const padded = (n: number) => String(n).padStart(5, "0");
  return `model-${padded(index + 1)}-of-${padded(count)}.gguf`;
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000).toLocaleString("en")} MB`;
}
