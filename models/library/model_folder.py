"""Writes the files of a web-llm model folder: parameters, tokenizer.json, mlc-chat-config.json."""

import hashlib
import json
import os

import numpy as np

from config import GROUP, Config

SHARD_BYTES = 24 << 20  # a file is not begun anew for a parameter that alone is larger


def quantise(w: np.ndarray, bits: int):
    """[rows, cols] float -> (q uint32, scale, low), asymmetric, one scale per GROUP columns."""
    rows, cols = w.shape
    g = w.reshape(rows, cols // GROUP, GROUP).astype("float32")
    low = g.min(-1)
    top = (1 << bits) - 1
    scale = np.maximum((g.max(-1) - low) / top, 1e-8).astype("float32")
    code = np.clip(np.rint((g - low[..., None]) / scale[..., None]), 0, top).astype("uint32")
    return pack(code.reshape(rows, cols), bits), scale, low.astype("float32")


def pack(code: np.ndarray, bits: int):
    """[rows, cols] small integers -> uint32 words, first value in the low bits"""
    per = 32 // bits
    c = code.astype("uint32").reshape(code.shape[0], -1, per)
    word = np.zeros(c.shape[:2], "uint32")
    for i in range(per):
        word |= c[:, :, i] << np.uint32(i * bits)
    return word


def write_params(folder: str, table, values: dict):
    """table: [(name, shape, dtype)] in the order of the model library; values: name -> array"""
    records, shard, size = [], [], 0

    def flush():
        nonlocal shard, size
        if not shard:
            return
        name = f"params_shard_{len(records)}.bin"
        raw = b"".join(x.tobytes() for _, x in shard)
        with open(os.path.join(folder, name), "wb") as f:
            f.write(raw)
        at, items = 0, []
        for n, x in shard:
            items.append(
                {
                    "name": n,
                    "shape": list(x.shape),
                    "dtype": str(x.dtype),
                    "format": "raw",
                    "nbytes": x.nbytes,
                    "byteOffset": at,
                }
            )
            at += x.nbytes
        records.append(
            {
                "dataPath": name,
                "format": "raw-shard",
                "nbytes": len(raw),
                "records": items,
                "md5sum": hashlib.md5(raw).hexdigest(),
            }
        )
        shard, size = [], 0

    for name, shape, dtype in table:
        x = np.ascontiguousarray(values[name], dtype=str(dtype))
        assert list(x.shape) == list(shape), (name, x.shape, shape)
        if size and size + x.nbytes > SHARD_BYTES:
            flush()
        shard.append((name, x))
        size += x.nbytes
    flush()
    total = sum(r["nbytes"] for r in records)
    with open(os.path.join(folder, "tensor-cache.json"), "w") as f:
        json.dump(
            {"metadata": {"ParamSize": len(table), "ParamBytes": total}, "records": records},
            f,
            separators=(",", ":"),  # as JSON.stringify writes it
        )
    return total


def write_tokenizer(folder: str, tokens: list, merges: list, special: list):
    """A GPT-2 style byte-level BPE. special: ids of the special tokens."""
    data = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": i,
                "content": tokens[i],
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for i in special
        ],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Digits", "individual_digits": True},
                {
                    "type": "ByteLevel",
                    "add_prefix_space": False,
                    "trim_offsets": True,
                    "use_regex": True,
                },
            ],
        },
        "post_processor": None,
        "decoder": {
            "type": "ByteLevel",
            "add_prefix_space": True,
            "trim_offsets": True,
            "use_regex": True,
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {t: i for i, t in enumerate(tokens)},
            "merges": merges,
        },
    }
    with open(os.path.join(folder, "tokenizer.json"), "w") as f:
        json.dump(data, f, ensure_ascii=False, separators=(",", ":"))


def write_chat_config(folder: str, c: Config, system: str):
    data = {
        "version": "0.1.0",
        "model_type": "llama",
        "quantization": "q4f32_1",
        "model_config": {
            "hidden_size": c.hidden_size,
            "intermediate_size": c.intermediate_size,
            "num_attention_heads": c.num_attention_heads,
            "num_key_value_heads": c.num_key_value_heads,
            "num_hidden_layers": c.num_hidden_layers,
            "head_dim": c.head_dim,
            "vocab_size": c.vocab_size,
            "context_window_size": c.context_window_size,
            "prefill_chunk_size": c.prefill_chunk_size,
        },
        "vocab_size": c.vocab_size,
        "context_window_size": c.context_window_size,
        "sliding_window_size": -1,
        "attention_sink_size": -1,
        "prefill_chunk_size": c.prefill_chunk_size,
        "tensor_parallel_shards": 1,
        "temperature": 1.0,
        "top_p": 1.0,
        "presence_penalty": 0.0,
        "frequency_penalty": 0.0,
        "repetition_penalty": 1.0,
        "mean_gen_len": 128,
        "max_gen_len": 512,
        "shift_fill_factor": 0.3,
        "pad_token_id": 2,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "tokenizer_files": ["tokenizer.json"],
        "tokenizer_info": {
            "token_postproc_method": "byte_level",
            "prepend_space_in_encode": False,
            "strip_space_in_decode": False,
        },
        "conv_template": {
            "name": "chatml",
            "system_template": "<|im_start|>system\n{system_message}<|im_end|>\n",
            "system_message": system,
            "add_role_after_system_message": True,
            "roles": {"user": "<|im_start|>user", "assistant": "<|im_start|>assistant"},
            "role_templates": {
                "user": "{user_message}",
                "assistant": "{assistant_message}",
                "tool": "{tool_message}",
            },
            "messages": [],
            "seps": ["<|im_end|>\n"],
            "role_content_sep": "\n",
            "role_empty_sep": "\n",
            "stop_str": ["<|im_end|>"],
            "stop_token_ids": [0, 2],
            "function_string": "",
            "use_function_calling": False,
        },
    }
    with open(os.path.join(folder, "mlc-chat-config.json"), "w") as f:
        json.dump(data, f, indent=1)


def byte_symbols():
    """The 256 printable stand-ins for bytes of GPT-2 style tokenizers, by byte."""
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    out, extra = {}, 0
    for b in range(256):
        if b in keep:
            out[b] = chr(b)
        else:
            out[b] = chr(256 + extra)
            extra += 1
    return [out[b] for b in range(256)]
