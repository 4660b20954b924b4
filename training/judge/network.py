"""The judge's network in JAX: the embedder's lower layers, frozen and as int8; its upper layers, trained; three heads.

    ids -> words + types + positions -> norm -> LOWER layers (the embedder's) -> + task -> upper layers
        -> [first token; mean of type 0; mean of type 1] -> dense -> gelu -> logits of the task

Rows hold several examples side by side (`slot` tells them apart), so that no time goes into padding.
Products are of three kinds: "half" takes bf16 (and gelu by tanh), for training; "int8" rounds what goes in as the app
does in the judge's own layers; "full" is fp32, as the app has it in the embedder's.
"""

import jax
import jax.numpy as jnp
import numpy as np

import safetensors
from labels import LABELS, TASKS
from paths import EMBEDDER
from quantise import rounded, rounded_columns, rounded_rows

HIDDEN, HEADS, LAYERS, LOWER = 384, 12, 6, 2
MATRICES = ("qkv", "out", "inter", "narrow")


def read_embedder() -> dict:
    """Words, types, positions, norm and six layers; matrices are [in, out]."""
    t = {k: v.astype(np.float32) for k, v in safetensors.read(EMBEDDER / "model.fp16.safetensors").items()}

    def layer(i: int) -> dict:
        p = f"encoder.layer.{i}."
        parts = [f"{p}attention.self.{part}" for part in ("query", "key", "value")]
        return {
            "qkv": np.concatenate([t[f"{part}.weight"].T for part in parts], 1),
            "qkv.bias": np.concatenate([t[f"{part}.bias"] for part in parts]),
            "out": t[f"{p}attention.output.dense.weight"].T.copy(),
            "out.bias": t[f"{p}attention.output.dense.bias"],
            "norm1": t[f"{p}attention.output.LayerNorm.weight"],
            "norm1.bias": t[f"{p}attention.output.LayerNorm.bias"],
            "inter": t[f"{p}intermediate.dense.weight"].T.copy(),
            "inter.bias": t[f"{p}intermediate.dense.bias"],
            "narrow": t[f"{p}output.dense.weight"].T.copy(),
            "narrow.bias": t[f"{p}output.dense.bias"],
            "norm2": t[f"{p}output.LayerNorm.weight"],
            "norm2.bias": t[f"{p}output.LayerNorm.bias"],
        }

    return {
        "words": t["embeddings.word_embeddings.weight"],
        "types": t["embeddings.token_type_embeddings.weight"],
        "positions": t["embeddings.position_embeddings.weight"],
        "norm": t["embeddings.LayerNorm.weight"],
        "norm.bias": t["embeddings.LayerNorm.bias"],
        "layers": [layer(i) for i in range(LAYERS)],
    }


def start(embedder: dict, lower: int = LOWER, seed: int = 0) -> dict:
    """What is trained, before training: the embedder's upper layers and fresh heads."""
    random = np.random.default_rng(seed)
    heads = {}
    for task in TASKS:
        heads[task] = {
            "dense": random.normal(0, 0.02, (3 * HIDDEN, HIDDEN)).astype(np.float32),
            "dense.bias": np.zeros(HIDDEN, np.float32),
            "logits": random.normal(0, 0.02, (HIDDEN, len(LABELS[task]))).astype(np.float32),
            "logits.bias": np.zeros(len(LABELS[task]), np.float32),
        }
    return {"task": np.zeros((len(TASKS), HIDDEN), np.float32), "layers": embedder["layers"][lower:], "heads": heads}


def norm(x, weight, bias):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-12) * weight + bias


@jax.custom_vjp
def half_product(x, w):
    return jnp.dot(x.astype(jnp.bfloat16), w.astype(jnp.bfloat16), preferred_element_type=jnp.float32)


def half_product_forward(x, w):
    x, w = x.astype(jnp.bfloat16), w.astype(jnp.bfloat16)
    return jnp.dot(x, w, preferred_element_type=jnp.float32), (x, w)


def half_product_backward(kept, slope):
    """The slope in bf16 as well: else both products of the way back would be fp32, at half the speed."""
    x, w = kept
    slope = slope.astype(jnp.bfloat16)
    flat = slope.reshape(-1, slope.shape[-1])
    by_x = jnp.dot(slope, w.T, preferred_element_type=jnp.float32)
    by_w = jnp.dot(x.reshape(-1, x.shape[-1]).T, flat, preferred_element_type=jnp.float32)
    return by_x, by_w


half_product.defvjp(half_product_forward, half_product_backward)


@jax.custom_vjp
def half_gelu(x):
    """By tanh, at most 0.0005 off; its slope is worked out on the way and kept, since erf twice costs a fifth of a step."""
    return half_gelu_forward(x)[0]


def half_gelu_forward(x):
    inner = 0.7978845608 * (x + 0.044715 * x**3)
    t = jnp.tanh(inner)
    slope = 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * 0.7978845608 * (1 + 0.134145 * x * x)
    return 0.5 * x * (1 + t), slope.astype(jnp.bfloat16)


half_gelu.defvjp(half_gelu_forward, lambda kept, slope: (slope * kept,))


def gelu(x, kind):
    return half_gelu(x) if kind == "half" else jax.nn.gelu(x, approximate=False)


def in_steps(x):
    """x in 256 steps between its least and its largest value, as ONNX' DynamicQuantizeLinear has it."""
    least, most = jnp.minimum(x.min(), 0), jnp.maximum(x.max(), 0)
    step = (most - least) / 255
    zero = jnp.round(-least / step)
    return (jnp.clip(jnp.round(x / step) + zero, 0, 255) - zero) * step


def product(x, w, kind):
    if kind == "half":
        return half_product(x, w)
    return jnp.dot(in_steps(x) if kind == "int8" else x, w)


class Dropout:
    """Eight random bits a value are enough: one draw of 32 serves four places of one shape."""

    def __init__(self, key, rate):
        self.key, self.cut = key, round(rate * 256)
        self.spare: dict[tuple[int, ...], list] = {}

    def __call__(self, x):
        if self.key is None or self.cut == 0:
            return x
        spare = self.spare.setdefault(x.shape, [])
        if not spare:
            self.key, key = jax.random.split(self.key)
            bits = jax.random.bits(key, x.shape, jnp.uint32)
            spare += [(bits >> shift) & 255 for shift in (0, 8, 16, 24)]
        return jnp.where(spare.pop() >= self.cut, x * (256 / (256 - self.cut)), 0)


def attend(x, layer, bias, kind, drop):
    rows, length, _ = x.shape
    qkv = (product(x, layer["qkv"], kind) + layer["qkv.bias"]).reshape(rows, length, 3, HEADS, HIDDEN // HEADS)
    if kind == "half":
        qkv = qkv.astype(jnp.bfloat16)
    q, k, v = (qkv[:, :, i].transpose(0, 2, 1, 3) for i in range(3))
    scores = jnp.matmul(q, k.swapaxes(2, 3), preferred_element_type=jnp.float32) * (HIDDEN // HEADS) ** -0.5 + bias
    weights = jax.nn.softmax(scores, -1)
    context = jnp.matmul(weights.astype(v.dtype), v, preferred_element_type=jnp.float32)
    context = context.transpose(0, 2, 1, 3).reshape(rows, length, HIDDEN)
    return drop(product(context, layer["out"], kind) + layer["out.bias"])


def encode(x, layers, slot, kind="full", drop=Dropout(None, 0)):
    """[rows, length, HIDDEN] through `layers`; a token sees those of its own slot."""
    bias = jnp.where(slot[:, None, :, None] == slot[:, None, None, :], 0.0, -1e9)
    for layer in layers:
        x = norm(x + attend(x, layer, bias, kind, drop), layer["norm1"], layer["norm1.bias"])
        wide = gelu(product(x, layer["inter"], kind) + layer["inter.bias"], kind)
        narrow = drop(product(wide, layer["narrow"], kind) + layer["narrow.bias"])
        x = norm(x + narrow, layer["norm2"], layer["norm2.bias"])
    return x


def embed(embedder, ids, types):
    x = embedder["words"][ids] + embedder["types"][types] + embedder["positions"][: ids.shape[1]][None]
    return norm(x, embedder["norm"], embedder["norm.bias"])


def logits(trained, batch, slots, kind="int8", drop=Dropout(None, 0)):
    """Logits of the three heads for each slot: [rows, slots, labels] a task.

    batch: `x` [rows, length, HIDDEN] out of the lower layers; `slot`, `type`, `task` [rows, length], slot -1 where
    there is nothing.
    """
    x, slot = batch["x"].astype(jnp.float32), batch["slot"]
    x = encode(x + trained["task"][batch["task"]], trained["layers"], slot, kind, drop)
    mine = slot[:, None, :] == jnp.arange(slots)[None, :, None]
    before = jnp.concatenate([jnp.full_like(slot[:, :1], -2), slot[:, :-1]], 1)
    picks = [mine & (slot != before)[:, None], mine & (batch["type"] == 0)[:, None], mine & (batch["type"] == 1)[:, None]]
    shares = jnp.stack([pick / jnp.maximum(pick.sum(-1, keepdims=True), 1) for pick in picks], 2)
    rows, length = slot.shape
    pooled = jnp.matmul(shares.reshape(rows, slots * 3, length), x).reshape(rows, slots, 3 * HIDDEN)
    out = {}
    for task, head in trained["heads"].items():
        z = drop(gelu(product(drop(pooled), head["dense"], kind) + head["dense.bias"], kind))
        out[task] = product(z, head["logits"], "full") + head["logits.bias"]
    return out


def shipped(trained: dict) -> dict:
    """The trained part as int8 leaves it."""

    def rounded_in(group: dict, matrices) -> dict:
        return {k: rounded_columns(np.asarray(v)) if k in matrices else v for k, v in group.items()}

    return {
        "task": trained["task"],
        "layers": [rounded_in(layer, MATRICES) for layer in trained["layers"]],
        "heads": {task: rounded_in(head, ("dense",)) for task, head in trained["heads"].items()},
    }


def shipped_lower(embedder: dict, lower: int = LOWER) -> dict:
    """The embedder's frozen part as the app runs it."""
    layers = [{k: rounded(v) if k in MATRICES else v for k, v in x.items()} for x in embedder["layers"][:lower]]
    return {**embedder, "words": rounded_rows(embedder["words"]), "layers": layers}
