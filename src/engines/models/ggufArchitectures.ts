/**
 * What llama.cpp in wllama 3.13 makes of the `general.architecture` of a GGUF (its src/llama-arch.cpp, `LLM_ARCH_NAMES`).
 * Each name was tried in Chromium: for one that it does not know, the engine logs "unknown model architecture".
 */

/** Models that write one word after another, as a chat needs. */
const CHAT = new Set(
  `afmoe apertus arcee arctic arwkv7 baichuan bailingmoe bailingmoe2 bailingmoe3 bitnet bloom chameleon chatglm
  codeshell cogvlm cohere2 cohere2moe command-r dbrx deci deepseek deepseek2 deepseek2-ocr deepseek32 deepseek4 dots1
  ernie4_5 ernie4_5-moe exaone exaone-moe exaone4 falcon falcon-h1 gemma gemma2 gemma3 gemma3n gemma4 glm-dsa glm4
  glm4moe gpt-oss gpt2 gptj gptneox granite granitehybrid granitemoe grok grovemoe hunyuan-dense hunyuan-moe
  hunyuan_vl hy_v3 hy_v4 internlm2 jais jais2 jamba kimi-k3 kimi-linear laguna lfm2 lfm2moe lfm3 llama llama4
  maincoder mamba mamba2 mellum metis16 mimo2 minicpm minicpm3 minimax-m2 minimax-m3 mistral-large4 mistral3 mistral4
  mpt nemotron nemotron_h nemotron_h_moe olmo olmo2 olmoe openelm orion paddleocr pangu-embedded phi2 phi3 phimoe
  plamo plamo2 plamo3 plm qwen qwen2 qwen2moe qwen2vl qwen3 qwen35 qwen35moe qwen3moe qwen3next qwen3vl qwen3vlmoe
  refact rwkv6 rwkv6qwen2 rwkv7 seed_oss smallthinker smollm3 spark2_5 stablelm starcoder starcoder2 step35 talkie xverse`.split(
    /\s+/,
  ),
);

/** Models that turn text into numbers, to compare it. */
const EMBEDDERS = new Set(
  "bert eurobert gemma-embedding jina-bert-v2 jina-bert-v3 llama-embed modern-bert neo-bert nomic-bert nomic-bert-moe t5encoder".split(
    " ",
  ),
);

/** What belongs to another model, or writes in another way. */
const OTHERS = new Set(
  "clip dflash dream eagle3 gemma4-assistant llada llada-moe qwen3tts rnd1 t5 wavtokenizer-dec".split(" "),
);

/** All names that are known here, for who compares them with the engine. */
export const ARCHITECTURES: readonly string[] = [...CHAT, ...EMBEDDERS, ...OTHERS];

/** Why a model of this architecture cannot answer here, for people; null where it can. */
export function whyNotChat(architecture: string): string | null {
  if (CHAT.has(architecture)) return null;
  if (EMBEDDERS.has(architecture)) return "This model compares texts and cannot answer. Choose a chat model.";
  if (OTHERS.has(architecture)) return "This is not a chat model, or only a part of one. Choose a chat model.";
  return `Cairn cannot run models of this kind yet (${architecture.slice(0, 40)}).`;
}
