/** Lets accidents happen inside llm.worker that a page has no hand on; the page asks for them over a BroadcastChannel. */
import { replaceProperty } from "../../../src/engines/llm/watchDevice";
import { ACCIDENTS, type AccidentRequest } from "./accidents";

let device: GPUDevice | null = null;
let refused = false;
if (navigator.gpu) {
  const requestAdapter = navigator.gpu.requestAdapter.bind(navigator.gpu);
  replaceProperty(navigator.gpu, "requestAdapter", async (options?: GPURequestAdapterOptions) => {
    const adapter = await requestAdapter(options);
    if (adapter) {
      const requestDevice = adapter.requestDevice.bind(adapter);
      replaceProperty(adapter, "requestDevice", async (demands?: GPUDeviceDescriptor) => {
        device = await requestDevice(demands);
        if (refused) device.popErrorScope = async () => new GPUOutOfMemoryError("There is no room left.");
        return device;
      });
    }
    return adapter;
  });
}

async function tryToFetch(url: string): Promise<string> {
  let refusedBy = "nobody";
  const note = (event: SecurityPolicyViolationEvent) => {
    refusedBy = event.effectiveDirective;
  };
  addEventListener("securitypolicyviolation", note as EventListener);
  try {
    await fetch(url);
    return "fetched";
  } catch (error) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return `${error instanceof Error ? error.name : String(error)}, refused by ${refusedBy}`;
  } finally {
    removeEventListener("securitypolicyviolation", note as EventListener);
  }
}

const channel = new BroadcastChannel(ACCIDENTS);
channel.onmessage = async ({ data }: MessageEvent<AccidentRequest>) => {
  let happened = "done";
  if (data.do === "fetch") happened = await tryToFetch(data.url);
  else if (data.do === "refuse memory") refused = data.refused;
  else device?.destroy();
  channel.postMessage({ n: data.n, happened });
};
