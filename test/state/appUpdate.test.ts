import { expect, test } from "vitest";
import { type AppUpdate, startAppUpdates } from "../../src/state/appUpdate";

class FakeServiceWorker extends EventTarget {
  state = "installing";
  readonly got: unknown[] = [];
  /** What `keep-models` is answered with. */
  missing: string[] = [];

  postMessage(message: { type: string }, [port]: MessagePort[] = []): void {
    this.got.push(message);
    port?.postMessage({ missing: this.missing });
  }

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeServiceWorker | null = null;
  waiting: FakeServiceWorker | null = null;
  active: FakeServiceWorker | null = null;
  updates = 0;

  async update(): Promise<void> {
    this.updates++;
  }

  /** A new script was found. */
  find(worker: FakeServiceWorker): void {
    this.installing = worker;
    this.dispatchEvent(new Event("updatefound"));
  }

  installed(worker: FakeServiceWorker): void {
    this.installing = null;
    this.waiting = worker;
    worker.become("installed");
  }

  activated(worker: FakeServiceWorker): void {
    this.waiting = null;
    this.active = worker;
    worker.become("activated");
  }
}

class FakeContainer extends EventTarget {
  readonly registration = new FakeRegistration();
  controller: FakeServiceWorker | null = null;
  refusal: Error | null = null;

  async register(): Promise<FakeRegistration> {
    if (this.refusal) throw this.refusal;
    return this.registration;
  }

  get ready(): Promise<FakeRegistration> {
    return Promise.resolve(this.registration);
  }

  take(worker: FakeServiceWorker): void {
    this.controller = worker;
    this.dispatchEvent(new Event("controllerchange"));
  }
}

/** An app, controlled by `active` where one is given. */
async function start(active: FakeServiceWorker | null = null) {
  const container = new FakeContainer();
  container.controller = active;
  container.registration.active = active;
  const states: AppUpdate["is"][] = [];
  let reloads = 0;
  const updates = startAppUpdates({
    container: container as unknown as ServiceWorkerContainer,
    onChange: ({ is }) => states.push(is),
    reload: () => reloads++,
  });
  await updates.check();
  return { container, registration: container.registration, updates, states, reloads: () => reloads };
}

test("A first visit is no update and reloads nothing", async () => {
  const { container, registration, states, reloads } = await start();
  const first = new FakeServiceWorker();
  registration.find(first);
  registration.installed(first);
  registration.activated(first);
  container.take(first);
  expect(states).toEqual(["current"]);
  expect(reloads()).toBe(0);
});

test("A newer app waits until it is applied, and then the page reloads once it is in charge", async () => {
  const { container, registration, updates, states, reloads } = await start(new FakeServiceWorker());
  const newer = new FakeServiceWorker();
  registration.find(newer);
  registration.installed(newer);
  expect(states.at(-1)).toBe("waiting");
  expect(newer.got).toEqual([]);
  updates.apply();
  expect(newer.got).toEqual([{ type: "skip-waiting" }]);
  expect(reloads()).toBe(0);
  container.take(newer);
  expect(reloads()).toBe(1);
});

test("A newer app that another tab started is reported, and does not reload this one", async () => {
  const { container, states, reloads } = await start(new FakeServiceWorker());
  container.take(new FakeServiceWorker());
  expect(states.at(-1)).toBe("replaced");
  expect(reloads()).toBe(0);
});

test("An update that waited since the last visit is reported at once", async () => {
  const container = new FakeContainer();
  container.registration.active = new FakeServiceWorker();
  container.registration.waiting = new FakeServiceWorker();
  const states: AppUpdate["is"][] = [];
  const updates = startAppUpdates({
    container: container as unknown as ServiceWorkerContainer,
    onChange: ({ is }) => states.push(is),
    reload: () => {},
  });
  await updates.check();
  expect(states).toEqual(["waiting"]);
});

test("Models are kept by the service worker, which says what it could not fetch", async () => {
  const worker = new FakeServiceWorker();
  worker.missing = ["/models/b?v=2"];
  const { updates } = await start(worker);
  expect(await updates.keepModels(["/models/a?v=1", "/models/b?v=2"])).toEqual(["/models/b?v=2"]);
  expect(worker.got).toEqual([{ type: "keep-models", urls: ["/models/a?v=1", "/models/b?v=2"] }]);
});

test("A browser without service workers says so, keeps nothing, and still reloads", async () => {
  const states: AppUpdate["is"][] = [];
  let reloads = 0;
  const updates = startAppUpdates({
    container: undefined,
    onChange: ({ is }) => states.push(is),
    reload: () => reloads++,
  });
  expect(states).toEqual(["unavailable"]);
  expect(await updates.keepModels(["/models/a?v=1"])).toEqual(["/models/a?v=1"]);
  updates.apply();
  expect(reloads).toBe(1);
});

test("A service worker that is refused leaves the app working without one", async () => {
  const container = new FakeContainer();
  container.refusal = new Error("insecure");
  const states: AppUpdate["is"][] = [];
  const updates = startAppUpdates({
    container: container as unknown as ServiceWorkerContainer,
    onChange: ({ is }) => states.push(is),
    reload: () => {},
  });
  expect(await updates.keepModels(["/models/a?v=1"])).toEqual(["/models/a?v=1"]);
  expect(states).toEqual(["unavailable"]);
});
