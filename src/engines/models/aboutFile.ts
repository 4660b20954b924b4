import type { LanguageModelInfo, ModelFile } from "./languageModelInfo";
import { ABOUT, orNull, removeIfThere, writeWhole } from "./modelFolder";

/** What a folder's model.json says; null where there is none, or one that says something else. */
export async function readAbout(folder: FileSystemDirectoryHandle): Promise<LanguageModelInfo | null> {
  const text = await orNull(async () => (await (await folder.getFileHandle(ABOUT)).getFile()).text());
  if (text === null) return null;
  try {
    const about: unknown = JSON.parse(text);
    return isAbout(about) && about.id === folder.name ? about : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Makes a whole model of the files in `folder`. */
export async function writeAbout(folder: FileSystemDirectoryHandle, about: LanguageModelInfo): Promise<void> {
  await writeWhole(folder, ABOUT, JSON.stringify(about));
}

/** Makes a folder that holds no model of one that does. Its files stay. */
export async function removeAbout(folder: FileSystemDirectoryHandle): Promise<void> {
  await removeIfThere(folder, ABOUT);
}

const KINDS: readonly unknown[] = ["mlc", "gguf", "browser"] satisfies LanguageModelInfo["kind"][];
const ORIGINS: readonly unknown[] = ["server", "hub", "disk", "browser"] satisfies LanguageModelInfo["from"][];

function isAbout(value: unknown): value is LanguageModelInfo {
  const about = value as { readonly [K in keyof LanguageModelInfo]?: unknown } | null;
  if (typeof about !== "object" || about === null) return false;
  return (
    [about.id, about.name, about.licence, about.family].every((text) => typeof text === "string") &&
    [about.bytes, about.memoryBytes, about.parameters, about.contextTokens].every(Number.isFinite) &&
    typeof about.needsF16 === "boolean" &&
    typeof about.thinks === "boolean" &&
    KINDS.includes(about.kind) &&
    ORIGINS.includes(about.from) &&
    Array.isArray(about.files) &&
    about.files.every(isFile)
  );
}

function isFile(value: unknown): value is ModelFile {
  const file = value as { readonly [K in keyof ModelFile]?: unknown } | null;
  if (typeof file !== "object" || file === null) return false;
  return typeof file.path === "string" && Number.isSafeInteger(file.bytes) && typeof file.sha256 === "string";
}
