/** What web-llm 0.2.86 demands of an adapter, and throws without. */
const DEMANDS = {
  maxStorageBuffersPerShaderStage: 10,
  maxComputeWorkgroupStorageSize: 32 * 1024,
  maxBufferSize: 256 * 1024 * 1024,
  maxStorageBufferBindingSize: 128 * 1024 * 1024,
} as const satisfies Partial<Record<keyof GPUSupportedLimits, number>>;

/** How adapters call themselves that compute on the processor. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** What this device's graphics can carry. */
export interface Graphics {
  /** none: nothing here runs a model. software: the processor plays a graphics card, slowly. */
  is: "none" | "software" | "hardware";
  /** Shaders may compute in half floats. */
  f16: boolean;
  maxBufferBytes: number;
  /** Of one array that a shader sees, e.g. a matrix of weights. */
  maxBindingBytes: number;
  /** As the driver calls it; "" where it tells nothing. */
  description: string;
}

/** What `gpu` offers. Never rejects: where anything is missing or fails there are no graphics. */
export async function probeGraphics(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<Graphics> {
  let adapter: GPUAdapter | null;
  try {
    // The adapter that web-llm will ask for.
    adapter = (await gpu?.requestAdapter({ powerPreference: "high-performance" })) ?? null;
  } catch {
    // A blocked or crashed graphics process: the same as none.
    adapter = null;
  }
  if (!adapter) return { is: "none", f16: false, maxBufferBytes: 0, maxBindingBytes: 0, description: "" };
  const { limits, features, info } = adapter;
  const description = [info?.vendor, info?.architecture, info?.device, info?.description].filter(Boolean).join(" ");
  const meets = Object.entries(DEMANDS).every(([limit, least]) => limits[limit as keyof typeof DEMANDS] >= least);
  const software = isFallback(adapter) || SOFTWARE.test(description);
  return {
    is: !meets ? "none" : software ? "software" : "hardware",
    f16: features.has("shader-f16"),
    maxBufferBytes: limits.maxBufferSize,
    maxBindingBytes: limits.maxStorageBufferBindingSize,
    description,
  };
}

/** It moved from the adapter to its info. */
function isFallback(adapter: GPUAdapter & { isFallbackAdapter?: boolean }): boolean {
  return adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
}
