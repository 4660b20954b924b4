import { describe, expect, it } from "vitest";
import { probeGraphics } from "../../src/engines/llm/graphics";

const LIMITS = {
  maxStorageBuffersPerShaderStage: 10,
  maxComputeWorkgroupStorageSize: 32_768,
  maxBufferSize: 2 ** 30,
  maxStorageBufferBindingSize: 2 ** 30,
};
const CARD = { vendor: "nvidia", architecture: "ampere", device: "", description: "", isFallbackAdapter: false };

function gpuOf({ limits = {}, features = [] as string[], info = {}, ...more } = {}): GPU {
  const adapter = {
    limits: { ...LIMITS, ...limits },
    features: new Set(features),
    info: { ...CARD, ...info },
    ...more,
  };
  return { requestAdapter: async () => adapter } as unknown as GPU;
}

describe("probeGraphics", () => {
  it("tells what a graphics card can carry", async () => {
    expect(await probeGraphics(gpuOf({ features: ["shader-f16"] }))).toEqual({
      is: "hardware",
      f16: true,
      maxBufferBytes: 2 ** 30,
      maxBindingBytes: 2 ** 30,
      description: "nvidia ampere",
    });
    expect(await probeGraphics(gpuOf())).toMatchObject({ is: "hardware", f16: false });
  });

  it.each([
    ["says so in its info", { info: { isFallbackAdapter: true } }],
    ["says so itself", { info: { isFallbackAdapter: undefined }, isFallbackAdapter: true }],
    ["is SwiftShader", { info: { vendor: "google", architecture: "swiftshader" } }],
    ["is llvmpipe", { info: { vendor: "mesa", description: "llvmpipe (LLVM 19.1.7, 256 bits)" } }],
    ["is Windows' own", { info: { vendor: "microsoft", description: "Microsoft Basic Render Driver" } }],
  ])("tells a processor from a card that %s", async (_what, options) => {
    expect(await probeGraphics(gpuOf(options))).toMatchObject({ is: "software" });
  });

  it.each([
    ["maxStorageBuffersPerShaderStage", 8],
    ["maxComputeWorkgroupStorageSize", 16_384],
    ["maxBufferSize", 2 ** 28 - 1],
    ["maxStorageBufferBindingSize", 2 ** 27 - 1],
  ])("finds none where %s is %d", async (limit, value) => {
    expect(await probeGraphics(gpuOf({ limits: { [limit]: value } }))).toMatchObject({ is: "none" });
  });

  it.each([
    ["there is no WebGPU", undefined],
    ["there is no adapter", { requestAdapter: async () => null }],
    ["asking fails", { requestAdapter: () => Promise.reject(new Error("blocked")) }],
  ])("finds none where %s", async (_what, gpu) => {
    expect(await probeGraphics(gpu as GPU | undefined)).toEqual({
      is: "none",
      f16: false,
      maxBufferBytes: 0,
      maxBindingBytes: 0,
      description: "",
    });
  });

  it("takes an adapter that tells nothing of itself for a card", async () => {
    expect(await probeGraphics(gpuOf({ info: { vendor: "", architecture: "" } }))).toMatchObject({
      is: "hardware",
      description: "",
    });
  });
});
