import { afterEach, expect, test } from "vitest";
import { planPass } from "../../src/memory/reflect/planPass";
import { createReflection } from "../../src/workers/createReflection";
import type { Progress } from "../../src/workers/memoryProtocol";
import type { ReflectionApi } from "../../src/workers/reflectionProtocol";
import { expose, wrapPort } from "../../src/workers/rpc";
import { snapshotOf, told } from "../memory/reflect/pass";
import { createHashIds } from "../support/hashIds";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

const ids = createHashIds();
const snapshot = snapshotOf([
  told("a", "The plumber Mr Haas comes on Tuesday at 9."),
  told("b", "Mr Haas the plumber comes on Tuesday at 9."),
  ...Array.from({ length: 900 }, (_, at) => told(`m${at}`, `Room ${at} is on floor ${at % 7}.`)),
]);

function overPort(): ReflectionApi {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  expose(createReflection(ids), port1);
  return wrapPort<ReflectionApi>(port2);
}

test("[F10] the plan that reaches memory.worker is planPass's, and it hears how far planning is", async () => {
  const heard: Progress[] = [];
  const plan = await overPort().plan(snapshot, (progress) => heard.push(progress));
  expect(plan).toEqual(planPass(snapshot, ids));
  expect(plan.lines[0]?.text).toContain("say the same");
  expect(heard.length).toBeGreaterThan(2);
  expect(heard.map(({ done, total }) => done / total)).toEqual(heard.map(({ done, total }) => done / total).toSorted());
  expect(new Set(heard.map(({ what }) => what))).toEqual(
    new Set(["Comparing memories", "Looking for what belongs together"]),
  );
});

test("[F10] between two steps other messages get through", async () => {
  const reflection = createReflection(ids);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await reflection.plan(snapshot, () => undefined);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});
