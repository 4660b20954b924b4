"""A small Llama for web-llm, in tvm.relax.frontend.nn: the model, and what web-llm does with its logits."""

import tvm
from tvm import relax as rx
from tvm import te, tirx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import op
from tvm.relax.frontend.nn.llm import kv_cache as kv
from tvm.relax.frontend.nn.llm.kv_cache import AttnKind, PagedKVCache, RopeMode
from tvm.target import Target

from config import GROUP, Config
from kernels.attention import paged_attention, ragged_attention
from kernels.matmul import quant_matmul
from kernels.norm import rms_norm
from kernels.sampling import RUN, STEP, sample_top_p, sort_kernels


# ------------------------------------------------------------------------------ quantised weights
# weight[n, k] = q[n, k] * scale[n, k // 32] + low[n, k // 32], q packed little end first into
# uint32 words: 8 four-bit or 4 eight-bit values a word.


class QTensor(nn.Module):
    def __init__(self, rows: int, cols: int, bits: int):
        self.rows, self.cols, self.bits = rows, cols, bits
        self.q = nn.Parameter((rows, cols * bits // 32), "uint32")
        self.scale = nn.Parameter((rows, cols // GROUP), "float32")
        self.low = nn.Parameter((rows, cols // GROUP), "float32")

    def value(self, q, scale, low, n, k):
        per = 32 // self.bits
        mask = tirx.const((1 << self.bits) - 1, "uint32")
        shift = tirx.Cast("uint32", (k % per) * self.bits)
        code = (q[n, k // per] >> shift) & mask
        return tirx.Cast("float32", code) * scale[n, k // GROUP] + low[n, k // GROUP]

    def matmul(self, x: nn.Tensor, name: str, rest: nn.Tensor | None = None) -> nn.Tensor:
        """x [1, s, cols] (and rest [1, s, rows] to add) -> [1, s, rows]"""
        one = isinstance(x.shape[1], int)  # decoding: s = 1
        func = quant_matmul(
            self.rows,
            self.cols,
            self.bits,
            tokens=1 if one else 4,
            per_thread=8 if one else 4,
            threads=8 if self.rows < 4096 else 32,
            residual=rest is not None,
        )
        return op.tensor_ir_op(
            func,
            name + ("_one" if one else ""),
            [x, self.q, self.scale, self.low] + ([] if rest is None else [rest]),
            out=nn.Tensor.placeholder((1, x.shape[1], self.rows), "float32"),
        )

    def take(self, ids: nn.Tensor) -> nn.Tensor:
        """ids [s] -> [s, cols]"""

        def f(ids, q, scale, low):
            return te.compute(
                (ids.shape[0], self.cols),
                lambda s, k: self.value(q, scale, low, ids[s], k),
                name="take",
            )

        return op.tensor_expr_op(f, "embed_take", [ids, self.q, self.scale, self.low])


# ------------------------------------------------------------------------------ the model


class RMSNorm(nn.Module):
    def __init__(self, c: Config):
        self.c = c
        self.weight = nn.Parameter((c.hidden_size,), "float32")

    def forward(self, x: nn.Tensor):
        return op.tensor_ir_op(
            rms_norm(self.c.hidden_size, self.c.rms_norm_eps),
            "rms_norm",
            [x, self.weight],
            out=nn.Tensor.placeholder(x.shape, "float32"),
        )


class KVCache(PagedKVCache):
    """The runtime's paged KV cache with the kernels of kernels/.

    Sliding windows, tree attention and MLA are left out: fewer shaders to compile at load.
    """

    def __init__(self, c: Config, target: Target, sizes, page_size):
        bb = rx.BlockBuilder.current()
        h_q, h_kv, d = c.num_attention_heads, c.num_key_value_heads, c.head_dim

        def tir(func, name):
            return rx.Tuple([tvm.ir.StringImm("tirx"), bb.add_func(func, name)])

        none = rx.Tuple([])
        append = bb.add_func(kv._kv_cache_transpose_append(h_kv, d, "float32"), "kv_append")
        args = [
            rx.ShapeExpr([*sizes, 1024]),
            rx.ShapeExpr([0, c.num_hidden_layers]),
            rx.prim_value(h_q),
            rx.prim_value(h_kv),
            rx.prim_value(d),
            rx.prim_value(d),
            rx.ShapeExpr([int(AttnKind.MHA)] * c.num_hidden_layers),
            rx.prim_value(False),  # no disaggregation
            rx.prim_value(RopeMode.NORMAL),
            rx.prim_value(1),
            rx.prim_value(c.rope_theta),
            rx.prim_value(0),  # no rope factors
            rx.op.zeros((), "float32"),
            append,
            rx.prim_value(0),  # MLA append
            tir(ragged_attention(h_q, h_kv, d), "attention_ragged"),
            tir(paged_attention(h_q, h_kv, d, decode=False), "attention_prefill"),
            tir(paged_attention(h_q, h_kv, d, decode=True), "attention_decode"),
            none,  # prefill with a sliding window
            none,  # decode with a sliding window
            none,  # tree attention, paged
            none,  # tree attention, ragged
            none,  # MLA prefill
            rx.Tuple(
                [
                    bb.add_func(
                        kv._merge_state_inplace(h_q, d, "float32", target, "attention_merge"),
                        "attention_merge",
                    )
                ]
            ),
            bb.add_func(
                kv.llama_rope_with_position_map(c.rope_theta, 1, d, h_q, h_kv, "float32", {}, d),
                "split_rotary",
            ),
            bb.add_func(
                kv._copy_single_page(h_kv, page_size, d, "float32", target), "kv_copy_page"
            ),
            append,  # in the place of debug_get_kv, which nothing calls
            bb.add_func(kv._compact_kv_copy(h_kv, d, "float32", target), "kv_compact"),
        ]
        super().__init__(
            _expr=rx.call_pure_packed(
                "vm.builtin.paged_attention_kv_cache_create", *args, ty_args=rx.AnyType()
            ),
            _name="paged_kv_cache",
        )


class Attention(nn.Module):
    def __init__(self, c: Config):
        self.c = c
        width = (c.num_attention_heads + 2 * c.num_key_value_heads) * c.head_dim
        self.qkv = QTensor(width, c.hidden_size, 4)
        self.o = QTensor(c.hidden_size, c.num_attention_heads * c.head_dim, 4)

    def forward(self, x: nn.Tensor, cache: PagedKVCache, layer: int, rest: nn.Tensor):
        c = self.c
        s = x.shape[1]
        qkv = self.qkv.matmul(x, "qkv_matmul")
        qkv = op.reshape(qkv, (s, c.num_attention_heads + 2 * c.num_key_value_heads, c.head_dim))
        out = nn.Tensor(
            _expr=rx.BlockBuilder.current().emit(
                rx.call_dps_packed(
                    "vm.builtin.attention_kv_cache_attention_with_fused_qkv",
                    [
                        cache._expr,
                        rx.prim_value(layer),
                        rx.prim_value(c.head_dim**-0.5),
                        qkv._expr,
                    ],
                    out_ty=rx.TensorType((s, c.num_attention_heads, c.head_dim), "float32"),
                )
            )
        )
        out = op.reshape(out, (1, s, c.num_attention_heads * c.head_dim))
        return self.o.matmul(out, "o_matmul", rest)


class MLP(nn.Module):
    def __init__(self, c: Config):
        self.gate_up = QTensor(2 * c.intermediate_size, c.hidden_size, 4)
        self.down = QTensor(c.hidden_size, c.intermediate_size, 4)

    def forward(self, x: nn.Tensor, rest: nn.Tensor):
        gate, up = op.split(self.gate_up.matmul(x, "gate_up_matmul"), 2, axis=-1)
        return self.down.matmul(op.silu(gate) * up, "down_matmul", rest)


class Layer(nn.Module):
    def __init__(self, c: Config):
        self.norm1 = RMSNorm(c)
        self.attn = Attention(c)
        self.norm2 = RMSNorm(c)
        self.mlp = MLP(c)

    def forward(self, x: nn.Tensor, cache: PagedKVCache, layer: int):
        x = self.attn(self.norm1(x), cache, layer, x)
        return self.mlp(self.norm2(x), x)


class Llama(nn.Module):
    def __init__(self, c: Config, target: Target):
        self.c, self.target = c, target
        self.embedding = QTensor(c.vocab_size, c.hidden_size, c.embed_bits)
        self.layers = nn.ModuleList([Layer(c) for _ in range(c.num_hidden_layers)])
        self.norm = RMSNorm(c)
        if not c.tie_word_embeddings:
            self.head = QTensor(c.vocab_size, c.hidden_size, c.embed_bits)

    def _logits(self, x: nn.Tensor):
        head = self.embedding if self.c.tie_word_embeddings else self.head
        return head.matmul(self.norm(x), "head_matmul")

    def _body(self, x: nn.Tensor, cache: PagedKVCache):
        for i, layer in enumerate(self.layers):
            x = layer(x, cache, i)
        return x

    def embed(self, ids: nn.Tensor):
        return self.embedding.take(ids)

    def prefill(self, embeds: nn.Tensor, cache: PagedKVCache):
        x = self._body(embeds, cache)

        def last(x):
            b, s, d = x.shape
            return te.compute((b, 1, d), lambda i, _, k: x[i, s - 1, k], name="last")

        x = op.tensor_expr_op(last, "last_position", [x])
        return self._logits(x), cache

    def decode(self, embeds: nn.Tensor, cache: PagedKVCache):
        return self._logits(self._body(embeds, cache)), cache

    def create_tir_paged_kv_cache(
        self,
        max_batch_size: tirx.Var,
        max_total_seq_len: tirx.Var,
        prefill_chunk_size: tirx.Var,
        page_size: tirx.Var,
        support_sliding_window: tirx.Var,
    ):
        sizes = [
            max_batch_size,
            max_total_seq_len,
            prefill_chunk_size,
            page_size,
            support_sliding_window,
        ]
        return KVCache(self.c, self.target, sizes, page_size)

    # ---- what web-llm does with the logits (it works with one sequence at a time)

    def softmax_with_temperature(self, logits: nn.Tensor, temperature: nn.Tensor):
        def scale(x, t):
            return te.compute(x.shape, lambda i, j, k: x[i, j, k] / t[i], name="by_temperature")

        return op.softmax(op.tensor_expr_op(scale, "by_temperature", [logits, temperature]), axis=-1)

    def argsort_probs(self, probs: nn.Tensor):
        return _emit_sort(probs, self.c.vocab_size)

    def sample_with_top_p(
        self,
        probs: nn.Tensor,  # sorted [b, v]
        index: nn.Tensor,  # [b, v]
        uniform: nn.Tensor,  # [n]
        rows: nn.Tensor,  # [n]
        top_p: nn.Tensor,  # [b]
    ):
        return op.tensor_ir_op(
            sample_top_p(self.c.vocab_size),
            "sample_top_p",
            [probs, index, uniform, rows, top_p],
            out=nn.Tensor.placeholder((uniform.shape[0],), "int32"),
        )


# ------------------------------------------------------------------------------ sorting


def _emit_sort(probs: nn.Tensor, vocab: int):
    """probs [b, vocab] -> (sorted, largest first; their indices)

    The stock GPU sort of TVM 0.27 binds blockIdx.z, which its WebGPU code generator refuses.
    """
    sort_runs, merge = sort_kernels(vocab)
    bb = rx.BlockBuilder.current()
    b = probs.shape[0]
    out = [rx.TensorType((b, vocab), "float32"), rx.TensorType((b, vocab), "int32")]

    def call(func, name, args):
        pair = bb.emit(rx.call_tir(bb.add_func(func, name), args, out_ty=out))
        return [bb.emit(rx.TupleGetItem(pair, i)) for i in range(2)]

    cur = call(sort_runs, "sort_runs", [probs._expr])
    # a merge makes STEP outputs a thread, so runs narrower than STEP / 2 would not do
    width = RUN
    assert 2 * width >= STEP
    while width < vocab:
        cur = call(merge, "sort_merge", cur + [rx.prim_value(tirx.const(width, "int64"))])
        width *= 2
    return nn.Tensor(_expr=cur[0]), nn.Tensor(_expr=cur[1])
