import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

const documents = [
  ...readdirSync(".").filter((name) => name.endsWith(".md")),
  ...filesBelow("docs", ".md"),
  "src/memory/SPEC.md",
];

/** Addresses of links and pictures, and paths in backticks that start at a folder of the project. */
function pathsIn(document: string): string[] {
  const text = readFileSync(document, "utf8");
  const links = [...text.matchAll(/\]\(([^)#\s]+)/g)]
    .map(([, to]) => to as string)
    .filter((to) => !/^[a-z]+:/.test(to));
  const quoted = [...text.matchAll(/`((?:src|test|scripts|docs|training)\/[\w./-]+)`/g)].map(([, to]) => to as string);
  return [...links.map((to) => relative(".", join(dirname(document), to))), ...quoted];
}

describe("The documents", () => {
  it("cite each rule of SPEC.md in a test", () => {
    const rules = [...readFileSync("src/memory/SPEC.md", "utf8").matchAll(/^- \*\*\[([A-Z]\d+)\]\*\*/gm)].map(
      ([, id]) => id,
    );
    const tests = filesBelow("test", ".ts").map((file) => readFileSync(file, "utf8"));
    const cited = new Set(tests.flatMap((text) => [...text.matchAll(/\[([A-Z]\d+)\]/g)].map(([, id]) => id)));
    expect(rules.length).toBeGreaterThan(40);
    expect(rules.filter((id) => !cited.has(id))).toEqual([]);
  });

  it("cite only rules that there are", () => {
    const rules = new Set(
      [...readFileSync("src/memory/SPEC.md", "utf8").matchAll(/\[([A-Z]\d+)\]/g)].map(([, id]) => id),
    );
    const tests = filesBelow("test", ".test.ts").map((file) => readFileSync(file, "utf8"));
    const titles = tests.flatMap((text) => [...text.matchAll(/(?:it|test|describe)\(\s*["'`]\[([A-Z]\d+)\]/g)]);
    expect(titles.map(([, id]) => id).filter((id) => !rules.has(id))).toEqual([]);
  });

  for (const document of documents) {
    it(`${document} names only what is there`, () => {
      expect(pathsIn(document).filter((path) => !existsSync(path))).toEqual([]);
    });
  }
});
