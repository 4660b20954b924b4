import { afterEach, expect, it, vi } from "vitest";
import { composeJudge } from "../../../src/composeJudge";
import { expose } from "../../../src/workers/rpc";
import { createFakeEmbedderApi } from "../../support/fakeEmbedder";
import { fakeJudgeLogits } from "../../support/fakeJudgeLogits";

const fetched = vi.hoisted(() => ({ failures: 1 }));
vi.mock("../../../src/engines/embedder/embedderLine", async (original) => {
  const module = await original<typeof import("../../../src/engines/embedder/embedderLine")>();
  return {
    createEmbedderLine() {
      if (fetched.failures-- > 0) throw new TypeError("Failed to fetch dynamically imported module");
      return module.createEmbedderLine();
    },
  };
});

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function aPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  expose(createFakeEmbedderApi({ judge: fakeJudgeLogits }), port2);
  return port1;
}

it("A judge whose code could not be fetched is fetched at the next try, on the newest worker", async () => {
  const judge = composeJudge();
  const { signal } = new AbortController();
  judge.connect(aPort());
  await expect(judge.try("I live in Leeds.", "I moved to Hull.", signal)).rejects.toThrow("dynamically imported");
  judge.connect(aPort());
  expect(await judge.try("I live in Leeds.", "I moved to Hull.", signal)).toMatchObject({ modelId: "judge@fake" });
  judge.connect(aPort());
  expect(await judge.try("I live in Leeds.", "It rains.", signal)).toMatchObject({ text: "It rains." });
});
