import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../../scripts/models/paths";

const FORBIDDEN = [
  ["src/memory/graph", "../../storage/openDatabase", "memory/ is the core"],
  ["src/memory/graph", "../../answer/align", "memory/ is the core"],
  ["src/memory", "dexie", "pure text libraries"],
  ["src/index", "../memory/model", "index/ is pure"],
  ["src/answer", "../storage/openDatabase", "answer/ is pure"],
  ["src/formats", "../memory/graph/makeChange", "import memory/model"],
  ["src/formats", "react", "formats/ is pure"],
  ["src/storage", "../workers/rpc", "storage/ keeps what memory/ decides"],
  ["src/engines/llm", "../../storage/openDatabase", "engines/ run models"],
  ["src/workers", "../state/route", "send a MemoryEvent"],
  ["src/state", "react", "zustand/vanilla"],
  ["src/state", "../memory/recall/recall", "memory.worker does the work"],
  ["src/state", "../engines/llm/llmClient", "take the client as an argument"],
  ["src/ui/chat", "../../storage/openDatabase", "from a store of state/"],
  ["src/ui/chat", "@wllama/wllama", "from a store of state/"],
] as const;

const ALLOWED = [
  ["src/memory/graph", "../../index/words"],
  ["src/memory/graph", "../ports"],
  ["src/memory/encode", "chrono-node/en"],
  ["src/formats", "../memory/model"],
  ["src/formats", "linkedom"],
  ["src/storage", "../memory/model"],
  ["src/engines/llm", "../../workers/rpc"],
  ["src/state", "zustand/vanilla"],
  ["src/state", "../engines/llm/protocol"],
  ["src/ui/chat", "../../state/route"],
] as const;

const CALLS = ["Date.now()", "new Date()", "Math.random()", "performance.now()"] as const;

const importing = (module: string) => `import { it } from "${module}";\nexport const kept = it;\n`;

/** One file for each case, under a copy of the project's rules; read by a single run of Biome. */
const cases = new Map<string, string>();
const fileOf = (folder: string, module: string) => `${folder}/${module.replaceAll(/\W/g, "_")}.ts`;
for (const [folder, module] of [...FORBIDDEN, ...ALLOWED]) cases.set(fileOf(folder, module), importing(module));
for (const call of CALLS) cases.set(fileOf("src/memory", call), `export const it = ${call};\n`);
cases.set("src/memory/day.ts", "export const day = (at: number) => new Date(at).getUTCDay();\n");

let folder: string;
/** What lint says, by file. */
const said = new Map<string, string>();

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "cairn-lint-")));
  const rules = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8")) as Record<string, unknown>;
  writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...rules, vcs: { enabled: false } }));
  cpSync(join(ROOT, "scripts/lint"), join(folder, "scripts/lint"), { recursive: true });
  for (const [path, source] of cases) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  const biome = join(ROOT, "node_modules/.bin/biome");
  const options = ["lint", "--reporter=github", "--max-diagnostics=none", "src"];
  const { stdout } = spawnSync(biome, options, { cwd: folder, encoding: "utf8" });
  for (const line of stdout.split("\n")) {
    const file = /,file=([^,]+),/.exec(line)?.[1];
    if (!file) continue;
    const path = relative(folder, file);
    said.set(path, `${said.get(path) ?? ""}${line}\n`);
  }
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each(FORBIDDEN)("%s must not import %s: %s", (place, module, advice) => {
  expect(said.get(fileOf(place, module))).toContain(advice);
});

test.each(ALLOWED)("%s may import %s", (place, module) => {
  expect(said.get(fileOf(place, module)) ?? "").not.toContain("noRestrictedImports");
});

test.each(CALLS)("The core must not call %s", (call) => {
  expect(said.get(fileOf("src/memory", call))).toContain("no clock and no chance");
});

test("The core may make a Date of a time that it is given", () => {
  expect(said.get("src/memory/day.ts") ?? "").not.toContain("clock");
});
