import { expect, test } from "vitest";
import { ownScriptUrl } from "../../src/trustedTypes";

const ORIGIN = "http://localhost:4173";
const check = (url: string) => ownScriptUrl(url, `${ORIGIN}/assets/index.js`, ORIGIN);

test.each(["/sw.js", "worker.js", `${ORIGIN}/assets/llm.worker-1.js`])("%s is a script of this app", (url) => {
  expect(check(url)).toBe(url);
});

test.each([
  "https://elsewhere.example/x.js",
  "//elsewhere.example/x.js",
  "http://localhost:4174/x.js",
  "data:text/javascript,1",
  `blob:${ORIGIN}/0c1a`,
  "javascript:alert(1)",
])("%s is refused", (url) => {
  expect(() => check(url)).toThrow(TypeError);
});
