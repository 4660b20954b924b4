"""Examples with what the lower layers make of them, worked out once and kept in .cache/judge."""

import hashlib
import json
import time

import jax
import jax.numpy as jnp
import numpy as np

import data
import network
from labels import WRITERS
from pack import States
from paths import CACHE, HERE
from tokens import LONGEST, Tokens

FORM = 1
"""Counts up when states of the same lines would come out otherwise."""


def length_batches(lengths: list[int], size: int = 48):
    order = np.argsort(lengths, kind="stable")
    for start in range(0, len(order), size):
        part = order[start : start + size]
        yield part, -(-max(lengths[i] for i in part) // 8) * 8


def fill_rows(rows: list[tuple[list[int], list[int]]], part, width: int, size: int = 48):
    ids, types, slot = (np.zeros((size, width), np.int32) for _ in range(3))
    slot -= 1
    for r, i in enumerate(part):
        n = len(rows[i][0])
        ids[r, :n], types[r, :n], slot[r, :n] = *rows[i], 0
    return ids, types, slot


def vectors_of(texts: list[str], tokens: Tokens, embedder: dict) -> dict[str, np.ndarray]:
    """The embedder's vector of each text, of length 1."""

    @jax.jit
    def run(embedder, ids, types, slot):
        x = network.encode(network.embed(embedder, ids, types), embedder["layers"], slot, "half")
        seen = (slot == 0)[..., None]
        mean = (x * seen).sum(1) / jnp.maximum(seen.sum(1), 1)
        return mean / jnp.maximum(jnp.linalg.norm(mean, axis=1, keepdims=True), 1e-9)

    rows = [tokens.row(text, "") for text in texts]
    out: dict[str, np.ndarray] = {}
    for part, width in length_batches([len(ids) for ids, _ in rows]):
        made = np.asarray(run(embedder, *fill_rows(rows, part, width)))
        out |= {texts[i]: made[r] for r, i in enumerate(part)}
    return out


def states_of(rows: list[tuple[list[int], list[int]]], lower: dict, kept_as=np.float16) -> States:
    @jax.jit
    def run(lower, ids, types, slot):
        return network.encode(network.embed(lower, ids, types), lower["layers"], slot)

    lengths = [len(ids) for ids, _ in rows]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    kept = np.zeros((starts[-1], network.HIDDEN), kept_as)
    for part, width in length_batches(lengths):
        made = np.asarray(run(lower, *fill_rows(rows, part, width)))
        for r, i in enumerate(part):
            kept[starts[i] : starts[i + 1]] = made[r, : lengths[i]]
    return States(kept, starts, np.array([types.count(0) for _, types in rows]))


def prepare(lower_layers: int = network.LOWER) -> tuple[list[data.Example], States]:
    """All examples, writer by writer, each with the pool of crossed ones, and their states. A new writer costs no more than itself."""
    parts = [prepare_writer(writer, lower_layers) for writer in WRITERS]
    return [x for examples, _ in parts for x in examples], States.joined([states for _, states in parts])


def prepare_writer(writer: str, lower_layers: int) -> tuple[list[data.Example], States]:
    began = time.time()
    digest = hashlib.sha256(f"{FORM} {lower_layers} {LONGEST} {writer}".encode())
    sources = [path for task in data.FILES for path in data.files_of(task, writer)]
    for path in [*sources, HERE / "data.py"]:
        digest.update(path.read_bytes())
    folder = CACHE / f"states/{writer}-{digest.hexdigest()[:12]}"
    if not (folder / "examples.json").exists():
        tokens, embedder = Tokens(), network.read_embedder()
        lines = data.written(writer)
        texts = list(dict.fromkeys(t for x in lines for t in (x.first, x.second) if t))
        examples = lines + data.crossed(lines, vectors_of(texts, tokens, embedder))
        rows = [tokens.row(x.first, x.second) for x in examples]
        states = states_of(rows, network.shipped_lower(embedder, lower_layers))
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("data", "starts", "firsts"):
            np.save(folder / f"{name}.npy", getattr(states, name))
        part = folder / "examples.part.json"
        part.write_text(json.dumps([list(vars(x).values()) for x in examples]))
        part.replace(folder / "examples.json")
        print(f"{writer}: {len(lines)} lines, {len(examples) - len(lines)} crossed, {states.lengths.sum()} tokens: {time.time() - began:.0f} s", flush=True)
    examples = [data.Example(*x) for x in json.loads((folder / "examples.json").read_text())]
    return examples, States(*(np.load(folder / f"{n}.npy", mmap_mode="r") for n in ("data", "starts", "firsts")))
