import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, expect, test } from "vitest";
import { firstLoadLimit } from "../../scripts/build/firstLoadLimit";

const folder = mkdtempSync(join(tmpdir(), "cairn-build-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A module of about `kilobytes` that does not pack well. */
function bulk(kilobytes: number): string {
  let state = 7;
  const digits = Array.from({ length: kilobytes * 100 }, () => {
    state = (state * 48271) % 2147483647;
    return state.toString(36).padStart(10, "0").slice(-10);
  });
  return `export default "${digits.join("")}";`;
}

async function buildWith(main: string): Promise<unknown> {
  writeFileSync(join(folder, "index.html"), '<script type="module" src="./main.js"></script>');
  writeFileSync(join(folder, "main.js"), main);
  writeFileSync(join(folder, "bulk.js"), bulk(60));
  return build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    build: { write: false },
    plugins: [firstLoadLimit({ bytes: 30_000 })],
  });
}

test("Too much JavaScript in the first load fails the build, and names what is large", async () => {
  await expect(buildWith('import text from "./bulk.js"; console.log(text);')).rejects.toThrow(
    /First-load JavaScript: \d+\.\d kB gzip of 30 kB allowed\. Load something lazily/,
  );
});

test("What is imported lazily does not count", async () => {
  await expect(buildWith('console.log(await import("./bulk.js"));')).resolves.toBeDefined();
});
