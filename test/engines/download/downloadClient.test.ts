import { expect, test } from "vitest";
import { createDownloadClient } from "../../../src/engines/download/downloadClient";
import { HubUnreachable } from "../../../src/engines/download/downloadErrors";
import type { DownloadApi, DownloadProgress } from "../../../src/engines/download/protocol";
import { FakeLocks } from "../../support/fakeLocks";
import { aModel } from "../../support/fakeModels";
import { FakeWorker } from "../../support/fakeWorker";

const progress: DownloadProgress = { done: 1, total: 2, bytesPerSecond: 3, waitingSeconds: null };
const ignore = () => undefined;

function open(makeApi: (birth: number) => DownloadApi, idle = 10_000) {
  const locks = new FakeLocks();
  const workers: FakeWorker[] = [];
  const client = createDownloadClient({
    create(name) {
      const worker = new FakeWorker(name, locks, makeApi(workers.length));
      workers.push(worker);
      return worker;
    },
    idle,
    locks,
    timing: { pause: 1 },
  });
  return { client, workers };
}

const never: DownloadApi = { install: () => new Promise(() => undefined) };
const atOnce: DownloadApi = {
  async install(model, onProgress) {
    onProgress(progress);
    return model;
  },
};

test("The download's thread starts with the first download and ends when there is none", async () => {
  const { client, workers } = open(() => atOnce, 20);
  expect(workers).toHaveLength(0);
  const told: DownloadProgress[] = [];
  const model = aModel("a");
  expect(await client.install(model, (each) => told.push(each))).toEqual(model);
  expect(told).toEqual([progress]);
  expect(workers).toHaveLength(1);
  expect(workers[0]?.terminated).toBe(false);
  await expect.poll(() => workers[0]?.terminated).toBe(true);
  await client.install(model, ignore);
  expect(workers).toHaveLength(2);
  workers[1]?.terminate();
});

test("The thread stays while another download is under way", async () => {
  const { client, workers } = open(
    () => ({
      install: (model, onProgress) => (model.id === "slow" ? never : atOnce).install(model, onProgress),
    }),
    10,
  );
  void client.install(aModel("slow"), ignore).catch(ignore);
  await client.install(aModel("quick"), ignore);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(workers[0]?.terminated).toBe(false);
  workers[0]?.terminate();
});

test("A download goes on by itself where its thread died, and gives up where that happens again and again", async () => {
  const { client, workers } = open((birth) => (birth < 2 ? never : atOnce));
  const call = client.install(aModel("a"), ignore);
  for (const birth of [0, 1]) {
    await expect.poll(() => workers.length).toBe(birth + 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    workers[birth]?.crash();
  }
  expect((await call).id).toBe("a");
  workers.at(-1)?.terminate();

  const doomed = open(() => never);
  const lost = doomed.client.install(aModel("a"), ignore);
  const told = lost.catch((error: Error) => error.name);
  for (const birth of [0, 1, 2]) {
    await expect.poll(() => doomed.workers.length).toBe(birth + 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    doomed.workers[birth]?.crash();
  }
  expect(await told).toBe("WorkerLost");
  doomed.workers.at(-1)?.terminate();
});

test("A pause reaches the thread, and errors keep their names and sentences", async () => {
  let began = false;
  const { client, workers } = open(() => ({
    install: (_model, _onProgress, signal) =>
      new Promise((_, reject) => {
        began = true;
        signal?.addEventListener("abort", () => reject(new HubUnreachable(`stopped: ${signal.aborted}`)));
      }),
  }));
  const pause = new AbortController();
  const call = client.install(aModel("a"), ignore, pause.signal);
  await expect.poll(() => began).toBe(true);
  pause.abort();
  await expect(call).rejects.toMatchObject({ name: "HubUnreachable", message: "stopped: true" });
  workers[0]?.terminate();
});
