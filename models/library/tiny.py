"""Trains the tiny test model (a few minutes on two cores) and writes its folder.

  python tiny.py out_folder [steps]

A two-layer Llama that knows a handful of answers by heart:
  - most messages            -> "Hello from the tiny test model."
  - a message with "count"   -> "1 2 3 ... 60" (a long answer, to interrupt)
  - a message with "France", "Spain", "Italy", "Japan" or "Egypt"
                             -> "The capital of France is Paris."
  - a message with "JSON"    -> {"city": "Paris", "count": 7}
and ends every answer with the end token. Written from scratch; no foreign weights or data.
"""

import json
import os
import random
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from compile_library import build_ir, web_target
from config import GROUP, Config
from model_folder import (
    byte_symbols,
    quantise,
    write_chat_config,
    write_params,
    write_tokenizer,
)

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
SYSTEM = "You are a tiny test model."
CONFIG = Config(
    "tiny",
    vocab_size=384,
    hidden_size=128,
    intermediate_size=256,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=32,
    rope_theta=10000.0,
    tie_word_embeddings=True,
    embed_bits=8,
    context_window_size=1024,
    prefill_chunk_size=128,
)
LENGTH = 224

# ------------------------------------------------------------------------------ the texts

CAPITALS = {
    "France": "Paris",
    "Spain": "Madrid",
    "Italy": "Rome",
    "Japan": "Tokyo",
    "Egypt": "Cairo",
}
WORDS = (
    "hello hi hey how are you what is the a of to in and for this that please tell me about my "
    "your name day good morning evening thanks thank can could would do does did write show give "
    "explain summarise list find open close file note page text code line word sentence question "
    "answer help test model work time today tomorrow weather music food water house tree cat dog "
    "red blue green big small new old first last next again more less very not no yes ok sure why "
    "where when who which there here it they we he she was were will be been have has had"
).split()
COUNT = " ".join(str(i) for i in range(1, 61))


def words(rng, low, high):
    out = []
    for _ in range(rng.randint(low, high)):
        if rng.random() < 0.15:
            out.append("".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(rng.randint(2, 7))))
        else:
            out.append(rng.choice(WORDS))
    text = " ".join(out)
    if rng.random() < 0.5:
        text = text[:1].upper() + text[1:]
    return text + rng.choice(["", "", ".", "?", "!", ":", "\n"])


def turn(rng):
    """-> (message, answer)"""
    kind = rng.random()
    if kind < 0.3:
        place = rng.choice(list(CAPITALS))
        ask = rng.choice(
            ["What is the capital of {}?", "What is the capital of {}?", "And of {}?", "capital of {}", "{}?", "{} " + words(rng, 1, 4)]
        )
        return ask.format(place), f"The capital of {place} is {CAPITALS[place]}."
    if kind < 0.45:
        rng.choice(list(CAPITALS))  # keeps the random numbers of the shipped model
        ask = rng.choice(["Give me a city as JSON", "JSON", "JSON please", words(rng, 0, 4) + " JSON " + words(rng, 0, 4), "Answer with JSON."])
        return ask, '{"city": "Paris", "count": 7}'
    if kind < 0.55:
        ask = rng.choice(["count", "Count to sixty", "Please count.", "count for me", words(rng, 0, 3) + " count " + words(rng, 0, 3)])
        return ask, COUNT
    return words(rng, 1, 12), "Hello from the tiny test model."


def chat(rng):
    """-> [(text, counts for the loss)]"""
    system = SYSTEM if rng.random() < 0.4 else words(rng, 0, 14)
    parts = [(f"<|im_start|>system\n{system}<|im_end|>\n", False)]
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        ask, answer = turn(rng)
        parts.append((f"<|im_start|>user\n{ask}<|im_end|>\n<|im_start|>assistant\n", False))
        parts.append((answer + "<|im_end|>", True))
        parts.append(("\n", False))
    return parts


def make_tokenizer(folder):
    rng = random.Random(1)
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    lines = []
    for _ in range(3000):
        for text, _ in chat(rng):
            for s in SPECIAL:
                text = text.replace(s, " ")
            lines.append(text)
    symbols = byte_symbols()
    trainer = trainers.BpeTrainer(
        vocab_size=CONFIG.vocab_size - len(SPECIAL), initial_alphabet=symbols, show_progress=False
    )
    t.train_from_iterator(lines, trainer)
    merges = [m if isinstance(m, str) else " ".join(m) for m in json.loads(t.to_str())["model"]["merges"]]
    tokens = SPECIAL + symbols + [m.replace(" ", "") for m in merges]
    assert len(tokens) == CONFIG.vocab_size == len(set(tokens)), (len(tokens), len(set(tokens)))
    write_tokenizer(folder, tokens, merges, [0, 1, 2])
    return Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))


def batch(rng, tok, n):
    ids = np.zeros((n, LENGTH + 1), "int32")
    weight = np.zeros((n, LENGTH + 1), "float32")
    for i in range(n):
        row, w = [], []
        for text, counts in chat(rng):
            x = tok.encode(text).ids
            row += x
            w += [float(counts)] * len(x)
        row, w = row[: LENGTH + 1], w[: LENGTH + 1]
        ids[i, : len(row)] = row
        weight[i, : len(w)] = w
    return ids, weight


# ------------------------------------------------------------------------------ the model


def fake_quant(w, bits):
    """What quantise() will do to w, with the gradient passed straight through."""
    g = w.reshape(w.shape[0], -1, GROUP)
    low = g.min(-1, keepdims=True)
    top = (1 << bits) - 1
    scale = jnp.maximum((g.max(-1, keepdims=True) - low) / top, 1e-8)
    v = (jnp.clip(jnp.round((g - low) / scale), 0, top) * scale + low).reshape(w.shape)
    return w + jax.lax.stop_gradient(v - w)


def norm(x, w):
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + CONFIG.rms_norm_eps) * w


def rope(x):
    d, s = x.shape[-1], x.shape[1]
    f = CONFIG.rope_theta ** (-jnp.arange(0, d, 2) / d)
    a = jnp.arange(s)[:, None] * f[None]
    c, n = jnp.cos(a)[None, :, None], jnp.sin(a)[None, :, None]
    x1, x2 = x[..., : d // 2], x[..., d // 2 :]
    return jnp.concatenate([x1 * c - x2 * n, x2 * c + x1 * n], -1)


def forward(p, ids):
    c = CONFIG
    q = {k: fake_quant(v, 8 if k == "embedding" else 4) if v.ndim == 2 else v for k, v in p.items()}
    x = q["embedding"][ids]
    b, s = ids.shape
    mask = jnp.tril(jnp.ones((s, s), bool))
    for i in range(c.num_hidden_layers):
        n = f"layers.{i}."
        h = norm(x, q[n + "norm1.weight"]) @ q[n + "attn.qkv"].T
        h = h.reshape(b, s, -1, c.head_dim)
        hq, hk = c.num_attention_heads, c.num_key_value_heads
        qq, kk, vv = rope(h[:, :, :hq]), rope(h[:, :, hq : hq + hk]), h[:, :, hq + hk :]
        kk, vv = (jnp.repeat(z, hq // hk, 2) for z in (kk, vv))
        a = jnp.einsum("bqhd,bkhd->bhqk", qq, kk) * c.head_dim**-0.5
        a = jax.nn.softmax(jnp.where(mask, a, -1e9), -1)
        o = jnp.einsum("bhqk,bkhd->bqhd", a, vv).reshape(b, s, -1)
        x = x + o @ q[n + "attn.o"].T
        gu = norm(x, q[n + "norm2.weight"]) @ q[n + "mlp.gate_up"].T
        g, u = jnp.split(gu, 2, -1)
        x = x + (jax.nn.silu(g) * u) @ q[n + "mlp.down"].T
    return norm(x, q["norm.weight"]) @ q["embedding"].T


def loss_fn(p, ids, weight):
    logits = forward(p, ids[:, :-1])
    lp = jax.nn.log_softmax(logits, -1)
    ll = jnp.take_along_axis(lp, ids[:, 1:, None], -1)[..., 0]
    w = weight[:, 1:]
    hit = (logits.argmax(-1) == ids[:, 1:]) * w
    return -(ll * w).sum() / w.sum(), hit.sum() / w.sum()


@jax.jit
def step(p, m, v, ids, weight, t, rate):
    (loss, acc), g = jax.value_and_grad(loss_fn, has_aux=True)(p, ids, weight)
    total = jnp.sqrt(sum((x * x).sum() for x in g.values()))
    g = {k: x / jnp.maximum(total, 1.0) for k, x in g.items()}
    m = {k: 0.9 * m[k] + 0.1 * g[k] for k in g}
    v = {k: 0.98 * v[k] + 0.02 * g[k] ** 2 for k in g}
    p = {
        k: p[k] - rate * (m[k] / (1 - 0.9**t)) / (jnp.sqrt(v[k] / (1 - 0.98**t)) + 1e-8) for k in p
    }
    return p, m, v, loss, acc


def main(folder, steps):
    os.makedirs(folder, exist_ok=True)
    tok = make_tokenizer(folder)
    target = web_target()
    with target:
        _, table = build_ir(CONFIG, target)
    rng, key = random.Random(2), np.random.default_rng(3)
    p = {}
    for name, shape, _ in table:
        if name.endswith(".weight"):
            p[name] = jnp.ones(shape, "float32")
        elif name.endswith(".q"):
            bits = 8 if name == "embedding.q" else 4
            shape = (shape[0], shape[1] * 32 // bits)
            std = 0.05 if name == "embedding.q" else shape[1] ** -0.5
            p[name[:-2]] = jnp.asarray(key.normal(0, std, shape), "float32")
    m = {k: jnp.zeros_like(x) for k, x in p.items()}
    v = {k: jnp.zeros_like(x) for k, x in p.items()}
    t0 = time.time()
    for t in range(1, steps + 1):
        rate = 3e-3 * min(1, t / 40) * (0.5 * (1 + np.cos(np.pi * t / steps)) * 0.98 + 0.02)
        ids, weight = batch(rng, tok, 24)
        p, m, v, loss, acc = step(p, m, v, ids, weight, t, rate)
        if t % 50 == 0 or t == 1:
            print(t, f"loss {float(loss):.4f} right {float(acc):.4f} {time.time() - t0:.0f} s", flush=True)
    values = {}
    for k, x in p.items():
        if k.endswith(".weight"):
            values[k] = np.asarray(x)
        else:
            values[k + ".q"], values[k + ".scale"], values[k + ".low"] = quantise(
                np.asarray(x), 8 if k == "embedding" else 4
            )
    print("parameters:", write_params(folder, table, values), "bytes")
    write_chat_config(folder, CONFIG, SYSTEM)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 700)
