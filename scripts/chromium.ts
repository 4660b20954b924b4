/** The Chromium that the browser tests drive: found on this machine, or installed by its package manager. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

const CANDIDATES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Flags that keep a test browser from reaching the network by itself. */
export const CHROMIUM_ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Path of a Chromium on this machine (`CHROMIUM_PATH` first), or null. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  for (const candidate of CANDIDATES) {
    const paths = isAbsolute(candidate)
      ? [candidate]
      : (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, candidate));
    const found = paths.find(isExecutable);
    if (found) return found;
  }
  return null;
}

/** Finds Chromium, or installs it with apt-get. Throws with a sentence where neither works. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  for (const command of [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "chromium"],
  ]) {
    const [program = "", ...rest] = [...sudo, ...command];
    const { status, error } = spawnSync(program, rest, { stdio: "inherit" });
    if (error || status !== 0) {
      throw new Error(
        `No Chromium was found, and \`${[program, ...rest].join(" ")}\` did not work. Install Chromium or Chrome, or set CHROMIUM_PATH to one.`,
      );
    }
  }
  const installed = findChromium();
  if (!installed) throw new Error("apt-get installed chromium, but no program of that name is on the PATH.");
  return installed;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Flags for WebGPU without a graphics card: slow, but the real thing. */
export const SOFTWARE_GRAPHICS_ARGS = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
