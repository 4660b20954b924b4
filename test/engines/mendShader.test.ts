import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mendShader } from "../../src/engines/llm/mendShader";

const ROOT = join(import.meta.dirname, "../..");
const LIBRARIES = ["test/fixtures/models/tiny/model.wasm", "models/smollm2-135m/model.wasm"];

/** Each shader in a compiled library, as its text stands in the data of the module. */
function shadersIn(library: string): string[] {
  const text = readFileSync(join(ROOT, library), "latin1");
  return text
    .split(/-{40}\n\/\/ Function: /)
    .slice(1)
    .map((part) => part.slice(0, part.lastIndexOf("}\n") + 2));
}

describe("mendShader", () => {
  it.each(LIBRARIES)(
    "puts a barrier before the joined weight is written, in the one shader of %s that needs it",
    (library) => {
      const shaders = shadersIn(library);
      expect(shaders.length).toBeGreaterThan(20);
      const mended = shaders.filter((shader) => mendShader(shader) !== shader);
      expect(mended.map((shader) => shader.slice(0, shader.indexOf("\n")))).toEqual(["attention_merge_kernel"]);
      expect(mendShader(mended[0] ?? "")).toMatch(/\n {2}workgroupBarrier\(\);\n {2}S_ptr\[.*\] = \(log2\(.*\n}\n$/);
    },
  );

  it("leaves one alone that has its barrier", () => {
    const [library = ""] = LIBRARIES;
    const mended = shadersIn(library).map(mendShader);
    expect(mended.map(mendShader)).toEqual(mended);
  });
});
