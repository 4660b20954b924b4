import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

interface Lock {
  packages: Record<string, { version?: string; license?: string; dev?: boolean; link?: boolean }>;
}

/** Emits licenses.md: the licence of every package that the app may hold parts of. Vite's own list leaves out what only workers import. */
export function licences(): Plugin {
  let root = "";
  return {
    name: "cairn:licences",
    apply: "build",
    configResolved(config) {
      root = config.root;
    },
    generateBundle() {
      const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
      const shipped = Object.entries(packages).filter(
        ([path, { dev, link }]) => path.startsWith("node_modules/") && !dev && !link && !path.includes("/@types/"),
      );
      const sections = shipped.map(([path, { version = "", license = "see below" }]) => {
        const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
        return `## ${name} ${version} (${license})\n\n${licenceText(join(root, path))}`;
      });
      const source = `# Licences of the packages in this app\n\n${sections.join("\n")}`;
      this.emitFile({ type: "asset", fileName: "licenses.md", source });
    },
  };
}

/** A package's licence and notice files; empty for one that is not installed on this platform or brings none. */
function licenceText(folder: string): string {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
  return names.map((name) => `${readFileSync(join(folder, name), "utf8").trim()}\n`).join("\n");
}
