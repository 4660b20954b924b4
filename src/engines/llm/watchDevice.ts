/** The graphics device that an engine made for itself, and what became of it. */
export interface WatchedDevice {
  /** It is gone. */
  readonly lost: boolean;
  /** It refused memory: web-llm then destroys it. */
  readonly outOfMemory: boolean;
  /** Gives back what it holds. */
  destroy(): void;
}

/** Puts `value` in the place of a property until the returned function is called. */
export function replaceProperty<T extends object>(target: T, key: keyof T, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(target, key, own);
    else Reflect.deleteProperty(target, key);
  };
}

/**
 * Watches the devices that are made until `stop`: web-llm makes its own, tells of its loss in the console alone, and leaves it
 * behind where a load fails. `mend` may change the code of each shader.
 */
export function watchDevice(gpu: GPU, mend = (code: string) => code): { device: WatchedDevice; stop(): void } {
  const devices: GPUDevice[] = [];
  let lost = false;
  let outOfMemory = false;
  let destroyed = false;

  function watch(device: GPUDevice): GPUDevice {
    devices.push(device);
    const loss = device.lost.then((info) => {
      lost = true;
      // web-llm would take what we give back for an accident, and complain.
      return destroyed ? new Promise<never>(() => undefined) : info;
    });
    replaceProperty(device, "lost", loss);
    const createShaderModule = device.createShaderModule.bind(device);
    replaceProperty(device, "createShaderModule", (shader: GPUShaderModuleDescriptor) =>
      createShaderModule({ ...shader, code: mend(shader.code) }),
    );
    const popErrorScope = device.popErrorScope.bind(device);
    replaceProperty(device, "popErrorScope", async () => {
      const error = await popErrorScope();
      if (error instanceof GPUOutOfMemoryError) outOfMemory = true;
      return error;
    });
    return device;
  }

  const requestAdapter = gpu.requestAdapter.bind(gpu);
  const stop = replaceProperty(gpu, "requestAdapter", async (options?: GPURequestAdapterOptions) => {
    const adapter = await requestAdapter(options);
    if (adapter) {
      const requestDevice = adapter.requestDevice.bind(adapter);
      replaceProperty(adapter, "requestDevice", async (demands?: GPUDeviceDescriptor) =>
        watch(await requestDevice(demands)),
      );
    }
    return adapter;
  });

  return {
    device: {
      get lost() {
        return lost;
      },
      get outOfMemory() {
        return outOfMemory;
      },
      destroy() {
        destroyed = true;
        for (const device of devices) device.destroy();
      },
    },
    stop,
  };
}
