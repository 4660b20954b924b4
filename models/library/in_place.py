"""What changes the logits in place before a token is chosen: grammar bitmask, penalties, logit bias."""

import tvm
from tvm import relax as rx
from tvm import tirx
from tvm.script import tirx as T


def _kernels(vocab: int):
    """Grammar bitmask, penalties and logit bias: TensorIR that changes the logits in place."""

    # Thread-bound by hand: the schedule rules refuse blocks that read what they write.

    @T.prim_func(s_tir=True)
    def apply_bitmask(var_logits: T.handle, var_rows: T.handle, var_mask: T.handle):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        b, n = T.int64(), T.int64()
        logits = T.match_buffer(var_logits, (b, vocab), "float32")
        rows = T.match_buffer(var_rows, (n,), "int32")
        mask = T.match_buffer(var_mask, (b, (vocab + 31) // 32), "int32")
        for blk in T.thread_binding((n * vocab + 255) // 256, thread="blockIdx.x"):
            for th in T.thread_binding(256, thread="threadIdx.x"):
                with T.sblock("mask"):
                    at = T.axis.spatial(n * vocab, blk * 256 + th)
                    T.where(blk * 256 + th < n * vocab)
                    T.reads(logits[0:b, 0:vocab], rows[0:n], mask[0:b, 0 : (vocab + 31) // 32])
                    T.writes(logits[0:b, 0:vocab])
                    if (
                        mask[rows[at // vocab], at % vocab // 32]
                        >> T.Cast("int32", at % vocab % 32)
                    ) & 1 == 0:
                        logits[rows[at // vocab], at % vocab] = T.float32(-3.0e38)

    @T.prim_func(s_tir=True)
    def apply_penalty(
        var_logits: T.handle,
        var_rows: T.handle,
        var_pos: T.handle,
        var_ids: T.handle,
        var_count: T.handle,
        var_penalty: T.handle,
    ):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        b, n, m = T.int64(), T.int64(), T.int64()
        logits = T.match_buffer(var_logits, (b, vocab), "float32")
        rows = T.match_buffer(var_rows, (n,), "int32")
        pos = T.match_buffer(var_pos, (m,), "int32")
        ids = T.match_buffer(var_ids, (m,), "int32")
        count = T.match_buffer(var_count, (m,), "int32")
        penalty = T.match_buffer(var_penalty, (n, 3), "float32")
        for blk in T.thread_binding((m + 63) // 64, thread="blockIdx.x"):
            for th in T.thread_binding(64, thread="threadIdx.x"):
                with T.sblock("penalty"):
                    at = T.axis.spatial(m, blk * 64 + th)
                    T.where(blk * 64 + th < m)
                    T.reads(logits[0:b, 0:vocab], rows[0:n], pos[at], ids[at], count[at], penalty[0:n, 0:3])
                    T.writes(logits[0:b, 0:vocab])
                    # presence and frequency first, then repetition
                    logits[rows[pos[at]], ids[at]] = (
                        logits[rows[pos[at]], ids[at]]
                        - penalty[pos[at], 0]
                        - T.Cast("float32", count[at]) * penalty[pos[at], 1]
                    )
                    logits[rows[pos[at]], ids[at]] = T.if_then_else(
                        logits[rows[pos[at]], ids[at]] < T.float32(0),
                        logits[rows[pos[at]], ids[at]] * penalty[pos[at], 2],
                        logits[rows[pos[at]], ids[at]] / penalty[pos[at], 2],
                    )

    @T.prim_func(s_tir=True)
    def apply_bias(
        var_logits: T.handle, var_pos: T.handle, var_ids: T.handle, var_bias: T.handle
    ):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        b, m = T.int64(), T.int64()
        logits = T.match_buffer(var_logits, (b, vocab), "float32")
        pos = T.match_buffer(var_pos, (m,), "int32")
        ids = T.match_buffer(var_ids, (m,), "int32")
        bias = T.match_buffer(var_bias, (m,), "float32")
        for blk in T.thread_binding((m + 63) // 64, thread="blockIdx.x"):
            for th in T.thread_binding(64, thread="threadIdx.x"):
                with T.sblock("bias"):
                    at = T.axis.spatial(m, blk * 64 + th)
                    T.where(blk * 64 + th < m)
                    T.reads(logits[0:b, 0:vocab], pos[at], ids[at], bias[at])
                    T.writes(logits[0:b, 0:vocab])
                    logits[pos[at], ids[at]] = logits[pos[at], ids[at]] + bias[at]

    return apply_bitmask, apply_penalty, apply_bias


def add_inplace(mod, vocab: int):
    bb = rx.BlockBuilder(mod)
    bitmask, penalty, bias = _kernels(vocab)
    words = (vocab + 31) // 32

    def var(name, shape, dtype):
        return rx.Var(name, rx.TensorType(shape, dtype))

    def add(name, func, args):
        logits = args[0]
        gv = bb.add_func(func, name + "_kernel")
        with bb.function(name, args):
            with bb.dataflow():
                out = bb.emit(
                    rx.op.call_tir_inplace(gv, rx.Tuple(args), inplace_indices=0, out_ty=logits.ty)
                )
                out = bb.emit_output(out)
            bb.emit_func_output(out)

    b, n, m = (tirx.Var(x, "int64") for x in "bnm")
    add(
        "apply_bitmask_inplace",
        bitmask,
        [var("logits", (b, vocab), "float32"), var("rows", (n,), "int32"), var("mask", (b, words), "int32")],
    )
    b, n, m = (tirx.Var(x, "int64") for x in "bnm")
    add(
        "apply_penalty_inplace",
        penalty,
        [
            var("logits", (b, vocab), "float32"),
            var("rows", (n,), "int32"),
            var("pos", (m,), "int32"),
            var("ids", (m,), "int32"),
            var("count", (m,), "int32"),
            var("penalty", (n, 3), "float32"),
        ],
    )
    b, n, m = (tirx.Var(x, "int64") for x in "bnm")
    add(
        "apply_logit_bias_inplace",
        bias,
        [
            var("logits", (b, vocab), "float32"),
            var("pos", (m,), "int32"),
            var("ids", (m,), "int32"),
            var("bias", (m,), "float32"),
        ],
    )
    return bb.finalize()
