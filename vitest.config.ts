import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "test/bench/**"],
    reporters: ["default", ["json", { outputFile: ".cache/vitest.json" }]],
  },
});
