/** What the page knows of its service worker. */
export type AppUpdate =
  /** This browser has none, or refuses it here: the app needs the network. */
  | { is: "unavailable" }
  | { is: "current" }
  /** A newer app is here; `apply` starts it. */
  | { is: "waiting" }
  /** Another tab started a newer app: this one works on until it is reloaded, but may miss parts it has not loaded yet. */
  | { is: "replaced" };

export interface AppUpdates {
  /** Starts the newer app and reloads the page. */
  apply(): void;
  /** Asks the host whether there is a newer app. */
  check(): Promise<void>;
  /**
   * Keeps these addresses below /models/ for use without a network (a first visit loads them before the service worker
   * can). Resolves with those that could not be kept.
   */
  keepModels(urls: readonly string[]): Promise<string[]>;
}

export interface AppUpdateOptions {
  onChange(update: AppUpdate): void;
  /** Loads the page anew. */
  reload(): void;
  /** The browser's `navigator.serviceWorker`. */
  container: ServiceWorkerContainer | undefined;
  /** Address of the service worker's script. */
  script?: string;
}

/** Registers the service worker, which makes the app work offline, and reports when a newer app waits. */
export function startAppUpdates({ onChange, reload, container, script = "/sw.js" }: AppUpdateOptions): AppUpdates {
  if (!container) {
    onChange({ is: "unavailable" });
    return { apply: reload, check: async () => {}, keepModels: async (urls) => [...urls] };
  }
  let waiting: ServiceWorker | null = null;
  let known: AppUpdate["is"] | null = null;
  let applying = false;
  let controlled = container.controller !== null;

  const tell = (is: AppUpdate["is"]): void => {
    if (is !== known) onChange({ is });
    known = is;
  };
  const report = (registration: ServiceWorkerRegistration): void => {
    // Without an active one it is the first install, not an update.
    waiting = registration.active ? registration.waiting : null;
    tell(waiting ? "waiting" : "current");
  };
  const registered = container.register(script, { updateViaCache: "none" }).then(
    (registration) => {
      report(registration);
      registration.addEventListener("updatefound", () => {
        registration.installing?.addEventListener("statechange", () => report(registration));
      });
      return registration;
    },
    (error: unknown) => {
      console.warn("The service worker was refused.", error);
      tell("unavailable");
      return null;
    },
  );
  container.addEventListener("controllerchange", () => {
    if (applying) reload();
    else if (controlled) tell("replaced");
    controlled = true;
  });

  return {
    apply() {
      if (!waiting) return reload();
      applying = true;
      waiting.postMessage({ type: "skip-waiting" });
    },
    async check() {
      await (await registered)?.update();
    },
    async keepModels(urls) {
      if (!(await registered)) return [...urls];
      const { active } = await container.ready;
      if (!active) return [...urls];
      // A channel of its own, so that two calls do not take each other's answer.
      const { port1, port2 } = new MessageChannel();
      const answer = new Promise<string[]>((resolve) => {
        port1.onmessage = (event: MessageEvent<{ missing: string[] }>) => resolve(event.data.missing);
      });
      active.postMessage({ type: "keep-models", urls: [...urls] }, [port2]);
      return answer.finally(() => port1.close());
    },
  };
}
