import { beforeEach, describe, expect, it } from "vitest";
import { createModelsStore, type ModelsStore } from "../../src/state/models";
import { aModel, createFakeModels, type FakeModels, HARDWARE } from "../support/fakeModels";
import { settle } from "../support/fakePage";

let fake: FakeModels;
let store: ModelsStore;

beforeEach(() => {
  fake = createFakeModels();
  store = createModelsStore(fake);
});

const state = () => store.getState();
const places = () => state().rows?.map(({ model, place }) => `${model.id} ${place}`);

describe("what there is", () => {
  it("lists a model once, where it is nearest, small ones first", async () => {
    const starter = aModel("starter");
    const large = aModel("large", { from: "hub", parameters: 9 });
    fake.server = [{ model: starter, state: { is: "ready" } }];
    fake.hub = [large, aModel("middle", { from: "hub", parameters: 5 })];
    fake.here = [large];
    await state().refresh();
    expect(places()).toEqual(["starter server", "middle hub", "large device"]);
    expect(state().rows?.at(-1)?.bytesHere).toBe(100);
  });

  it("takes the server's files where they are newer than those on the device", async () => {
    fake.here = [aModel("starter")];
    const newer = aModel("starter", { files: [{ path: "starter.gguf", bytes: 100, sha256: "newer" }] });
    fake.server = [{ model: newer, state: { is: "ready" } }];
    await state().refresh();
    expect(places()).toEqual(["starter server"]);
    fake.server = [{ model: newer, state: { is: "fetching", fetched: 3 } }];
    await state().refresh();
    expect(places()).toEqual(["starter device"]);
  });

  it("says what cannot run here", async () => {
    fake.hub = [aModel("card", { kind: "mlc", from: "hub" })];
    await state().refresh();
    expect(state().rows?.[0]?.unfit).toBe("no-graphics");
  });

  it("recommends one that this device can run", async () => {
    fake.has = HARDWARE;
    fake.hub = [aModel("card", { kind: "mlc", from: "hub", parameters: 9 })];
    fake.server = [{ model: aModel("starter"), state: { is: "ready" } }];
    await state().refresh();
    expect(state().recommended).toBe("card");
  });
});

describe("bringing a model here", () => {
  beforeEach(async () => {
    fake.hub = [aModel("big", { from: "hub" })];
    fake.installs = [];
    await state().refresh();
  });

  it("tells how far it is, and lists it on the device at the end", async () => {
    const whole = state().bring("big");
    fake.installs?.[0]?.progress({ done: 40 });
    expect(state().coming.big).toMatchObject({ is: "running", progress: { done: 40, total: 100 } });
    fake.installs?.[0]?.end();
    expect(await whole).toMatchObject({ id: "big" });
    expect(state().coming).toEqual({});
    expect(places()).toEqual(["big device"]);
  });

  it("joins a download that is under way", async () => {
    const both = [state().bring("big"), state().bring("big")];
    expect(fake.installs).toHaveLength(1);
    fake.installs?.[0]?.end();
    expect((await Promise.all(both)).map((model) => model?.id)).toEqual(["big", "big"]);
  });

  it("keeps what came when it is paused, and goes on", async () => {
    const whole = state().bring("big");
    fake.installs?.[0]?.progress({ done: 40 });
    state().pause("big");
    expect(await whole).toBeNull();
    expect(state().coming.big).toMatchObject({ is: "paused", progress: { done: 40 } });
    void state().bring("big");
    expect(state().coming.big?.is).toBe("running");
    expect(fake.installs).toHaveLength(2);
  });

  it("says why it failed, and can be tried again", async () => {
    const whole = state().bring("big");
    fake.installs?.[0]?.fail(new Error("no room"));
    expect(await whole).toBeNull();
    expect(state().coming.big).toMatchObject({ is: "failed", failure: { reason: "no room" } });
    void state().bring("big");
    expect(fake.installs).toHaveLength(2);
  });

  it("stops a download that is removed, and forgets it", async () => {
    void state().bring("big");
    await state().remove("big");
    expect(state().coming).toEqual({});
    expect(places()).toEqual(["big hub"]);
  });
});

describe("adding from disk", () => {
  const file = new File(["GGUF"], "mine.gguf");

  it("says why a file cannot run before anything is copied", async () => {
    expect(await state().addFromDisk([file])).toBeNull();
    expect(state().adding).toEqual({ is: "refused", reason: "This is no model." });
  });

  it("lists what was added", async () => {
    fake.inspected = { ok: true, model: aModel("disk-1", { from: "disk", name: "Mine" }) };
    expect(await state().addFromDisk([file])).toMatchObject({ id: "disk-1" });
    expect(state().adding).toEqual({ is: "added", id: "disk-1", name: "Mine" });
    expect(places()).toEqual(["disk-1 device"]);
  });

  it("says nothing more once it was stopped", async () => {
    fake.inspected = { ok: true, model: aModel("disk-1", { from: "disk" }) };
    fake.disk.add = (_files, _onProgress, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(new DOMException("", "AbortError"))));
    const added = state().addFromDisk([file]);
    await settle();
    expect(state().adding).toMatchObject({ is: "copying" });
    state().stopAdding();
    expect(await added).toBeNull();
    expect(state().adding).toBeNull();
  });
});
