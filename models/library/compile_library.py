"""Compiles a model into a library (.wasm) for web-llm.

It exports the functions that web-llm 0.2.86 looks up in a model library:

  _metadata  embed  prefill  decode  create_tir_paged_kv_cache
  softmax_with_temperature  argsort_probs  sample_with_top_p
  apply_bitmask_inplace  apply_penalty_inplace  apply_logit_bias_inplace
"""

import json

import tvm
from tvm import relax as rx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn.llm.kv_cache import PagedKVCache
from tvm.target import Target

from config import Config
from in_place import add_inplace
from llama import Llama


def _add_metadata(mod, metadata: dict):
    bb = rx.BlockBuilder(mod)
    with bb.function("_metadata", []):
        bb.emit_func_output(tvm.ir.StringImm(json.dumps(metadata)))
    return bb.finalize()


def build_ir(c: Config, target: Target):
    """-> (IRModule, [(parameter name, shape, dtype)])"""
    model = Llama(c, target)
    S = nn.spec
    how = {"param_mode": "packed", "effect_mode": "none"}
    free = {"param_mode": "none", "effect_mode": "none"}
    cache = S.Object(object_type=PagedKVCache)
    f32, i32, v = "float32", "int32", c.vocab_size
    mod, params = model.export_tvm(
        spec={
            "embed": {"ids": S.Tensor(["seq_len"], i32), "$": how},
            "prefill": {
                "embeds": S.Tensor([1, "seq_len", c.hidden_size], f32),
                "cache": cache,
                "$": how,
            },
            "decode": {"embeds": S.Tensor([1, 1, c.hidden_size], f32), "cache": cache, "$": how},
            "create_tir_paged_kv_cache": {
                "max_batch_size": int,
                "max_total_seq_len": int,
                "prefill_chunk_size": int,
                "page_size": int,
                "support_sliding_window": int,
                "$": free,
            },
            "softmax_with_temperature": {
                "logits": S.Tensor(["b", 1, v], f32),
                "temperature": S.Tensor(["b"], f32),
                "$": free,
            },
            "argsort_probs": {"probs": S.Tensor(["b", v], f32), "$": free},
            "sample_with_top_p": {
                "probs": S.Tensor(["b", v], f32),
                "index": S.Tensor(["b", v], i32),
                "uniform": S.Tensor(["n"], f32),
                "rows": S.Tensor(["n"], i32),
                "top_p": S.Tensor(["b"], f32),
                "$": free,
            },
        },
    )
    table = [(n, [int(x) for x in p.shape], p.dtype) for n, p in params]
    mod = add_inplace(mod, v)
    mod = _add_metadata(
        mod,
        {
            "model_type": "llama",
            "kv_state_kind": "kv_cache",
            "context_window_size": c.context_window_size,
            "prefill_chunk_size": c.prefill_chunk_size,
            "sliding_window_size": -1,
            "attention_sink_size": -1,
            "tensor_parallel_shards": 1,
            "params": [{"name": n, "shape": s, "dtype": d, "preprocs": []} for n, s, d in table],
        },
    )
    return mod, table


def web_target():
    return Target(
        "webgpu", host=Target({"kind": "llvm", "mtriple": "wasm32-unknown-unknown-wasm"})
    )


def compile_wasm(c: Config, out: str, link):
    """link(out, [object files]) makes the wasm."""
    target = web_target()
    with target:
        mod, table = build_ir(c, target)
        ex = tvm.compile(mod, target=target)
    link.object_format = "o"
    ex.export_library(out, fcompile=link)
    return table
