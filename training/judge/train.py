"""Trains the judge: `train.py --fold 3` with those writers left out, `train.py --fold all` for what is shipped.

Seeded. Stopped at any moment, the same command goes on from its last whole epoch; done, it does nothing.
Leaves .cache/judge/runs/NAME/fold-N.npz: logits of the lines left out, from the weights as int8 leaves them, and
weights-N.npz, the trained part: the running mean of the weights, which generalises better than the last ones and is
better calibrated.
"""

import argparse
import json
import time

import jax
import jax.numpy as jnp
import numpy as np

import network
import pack
from labels import FOLDS, LABELS, TASKS
from paths import CACHE
from prepare import prepare

jax.config.update("jax_default_prng_impl", "unsafe_rbg")

SHARES = {
    ("written", 0): 1,
    ("written", 1): 1,
    ("written", 2): 0.65,
    ("near", 0): 0.25,
    ("far", 0): 0.1,
    ("junk", 0): 0.4,
    ("near", 2): 0.4,
    ("far", 2): 0.2,
    ("written", 3): 1,
    ("near", 3): 0.2,
    ("far", 3): 0.05,
}
"""How many lines of each kind and task an epoch sees. Of questions not all: on the fold tried, a run of five epochs over all
of them was worse (AUC .869) than one of three (.879, with another schedule), while pairs were better."""


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", required=True, help="0 to 5, or all")
    parser.add_argument("--name", default="judge", help="folder of the run")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--floor", type=float, default=0.2, help="share of the rate that is left at the end")
    parser.add_argument("--memory", type=float, default=0.997, help="of the running mean of the weights, a step")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--lower", type=int, default=network.LOWER, help="layers shared with the embedder")
    parser.add_argument("--tasks", default=",".join(TASKS), help="one network for these")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def chosen(examples, option, held_out: str, random: np.random.Generator) -> np.ndarray:
    """The lines of one epoch, shuffled."""
    tasks = {TASKS.index(task) for task in option.tasks.split(",")}
    picks = []
    for i, x in enumerate(examples):
        if x.writer in held_out or x.task not in tasks:
            continue
        share = SHARES[x.line.split(" ")[0] if x.crossed else "written", x.task]
        if share == 1 or random.random() < share:
            picks.append(i)
    return random.permutation(picks)


def with_answers(batch: dict, examples) -> dict:
    """Adds, a task, the labels of its slots, -1 where a slot is not of that task."""
    index = batch.pop("index")
    for t, task in enumerate(TASKS):
        batch[task] = np.array(
            [[examples[i].label if i >= 0 and examples[i].task == t else -1 for i in row] for row in index], np.int32
        )
    return batch


def make_step(option, steps: int):
    def loss(trained, batch, key):
        out = network.logits(trained, batch, pack.SLOTS, "half", network.Dropout(key, option.dropout))
        total, count = 0.0, 0
        for task in TASKS:
            label = batch[task]
            logs = jax.nn.log_softmax(out[task], -1)
            hit = jnp.take_along_axis(logs, jnp.maximum(label, 0)[..., None], -1)[..., 0]
            each = (1 - option.smoothing) * hit + option.smoothing * logs.mean(-1)
            total -= jnp.where(label >= 0, each, 0).sum()
            count += (label >= 0).sum()
        return total / jnp.maximum(count, 1)

    def rate_of(step):
        warm = 0.06 * steps
        left = jnp.maximum(0.0, (steps - step) / (steps - warm))
        return option.rate * jnp.minimum(step / warm, option.floor + (1 - option.floor) * left)

    def update(trained, first, second, mean, batch, key, step):
        """AdamW; fresh heads learn five times as fast as layers that know English."""
        value, slope = jax.value_and_grad(loss)(trained, batch, key)
        size = jnp.sqrt(sum((x**2).sum() for x in jax.tree.leaves(slope)))
        slope = jax.tree.map(lambda x: x * jnp.minimum(1.0, 1.0 / size), slope)
        first = jax.tree.map(lambda m, x: 0.9 * m + 0.1 * x, first, slope)
        second = jax.tree.map(lambda v, x: 0.999 * v + 0.001 * x * x, second, slope)
        rate = rate_of(step)

        def move(path, p, m, v):
            mine = rate * 5 if path[0].key in ("heads", "task") else rate
            change = m / (1 - 0.9**step) / (jnp.sqrt(v / (1 - 0.999**step)) + 1e-8)
            return p - mine * change - rate * 0.01 * p

        trained = jax.tree_util.tree_map_with_path(move, trained, first, second)
        keep = jnp.minimum(option.memory, step / (step + 10))
        mean = jax.tree.map(lambda a, p: keep * a + (1 - keep) * p, mean, trained)
        return trained, first, second, mean, value

    return jax.jit(update, donate_argnums=(0, 1, 2, 3))


@jax.jit
def forward(trained, batch):
    return network.logits(trained, batch, pack.SLOTS)


@jax.jit
def forward_half(trained, batch):
    return network.logits(trained, batch, pack.SLOTS, "half")


def logits_of(trained, examples, states, order: np.ndarray, run=forward) -> np.ndarray:
    """Logits of the examples `order` [n, labels of the widest task], 0 where a task has fewer."""
    out = np.zeros((len(examples), max(len(x) for x in LABELS.values())), np.float32)
    for batch in pack.batches(states.lengths, order):
        made = pack.fill(batch, examples, states)
        index = made.pop("index")
        values = {task: np.asarray(x) for task, x in run(trained, made).items()}
        for r, s in zip(*np.nonzero(index >= 0)):
            row = values[TASKS[examples[index[r, s]].task]][r, s]
            out[index[r, s], : len(row)] = row
    return out[order]


def accuracies(examples, order, logits) -> str:
    text = []
    for t, task in enumerate(TASKS):
        hits = [logits[k, : len(LABELS[task])].argmax() == examples[i].label for k, i in enumerate(order) if examples[i].task == t and not examples[i].crossed]
        text.append(f"{task} {np.mean(hits):.3f}" if hits else "")
    return " ".join(text)


def left_out(examples, held_out: str, tasks: str) -> np.ndarray:
    """All written lines of the writers left out, and every fifth crossed one."""
    wanted = {TASKS.index(task) for task in tasks.split(",")}
    mine = [i for i, x in enumerate(examples) if x.writer in held_out and x.task in wanted]
    return np.array([i for i in mine if not examples[i].crossed or i % 5 == 0], int)


def same_options(option, folder) -> None:
    """All folds of a run are trained alike: refuses a fold with other options than those before it."""
    mine = {k: v for k, v in vars(option).items() if k != "fold"}
    path = folder / "options.json"
    if path.exists() and json.loads(path.read_text()) != mine:
        raise SystemExit(f"{folder} was trained with {path.read_text()}: choose another --name.")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(mine))


def load(folder, fold: str) -> tuple[dict, dict]:
    """The trained part in fp32, and the options it was trained with."""
    option = json.loads((folder / "options.json").read_text())
    _, shape = jax.tree.flatten(network.start(network.read_embedder(), option["lower"]))
    kept = np.load(folder / f"weights-{fold}.npz")
    return jax.tree.unflatten(shape, [kept[f"a{i}"] for i in range(len(kept.files))]), option


def train(option, examples, states, folder, held_out: str) -> dict:
    """The trained part: the running mean of the weights at the end."""
    epochs = []
    for epoch in range(option.epochs):
        random = np.random.default_rng([option.seed, epoch])
        order = chosen(examples, option, held_out, random)
        epochs.append(pack.batches(states.lengths, order, random))
    steps = sum(len(x) for x in epochs)

    trained = jax.tree.map(jnp.array, network.start(network.read_embedder(), option.lower, option.seed))
    first, second, mean = (jax.tree.map(jnp.zeros_like, trained) for _ in range(3))
    checkpoint, begin = folder / f"checkpoint-{option.fold}.npz", 0
    if checkpoint.exists():
        kept = np.load(checkpoint)
        leaves, shape = jax.tree.flatten((trained, first, second, mean))
        trained, first, second, mean = jax.tree.unflatten(shape, [jnp.array(kept[f"a{i}"]) for i in range(len(leaves))])
        begin = int(kept["epoch"])
    update, step = make_step(option, steps), sum(len(x) for x in epochs[:begin])
    check = np.array([i for i in left_out(examples, held_out, option.tasks) if not examples[i].crossed], int)
    for epoch in range(begin, option.epochs):
        began, losses = time.time(), []
        for batch in epochs[epoch]:
            step += 1
            made = with_answers(pack.fill(batch, examples, states), examples)
            key = jax.random.key(option.seed * 1_000_003 + step)
            trained, first, second, mean, value = update(trained, first, second, mean, made, key, jnp.float32(step))
            losses.append(value)
            if step % 50 == 0:
                print(f"  step {step}/{steps} loss {np.mean(losses[-50:]):.3f} {time.time() - began:.0f} s", flush=True)
        leaves = jax.tree.leaves((trained, first, second, mean))
        np.savez(checkpoint.with_suffix(".part.npz"), epoch=epoch + 1, **{f"a{i}": x for i, x in enumerate(leaves)})
        checkpoint.with_suffix(".part.npz").replace(checkpoint)
        said = accuracies(examples, check, logits_of(mean, examples, states, check, forward_half)) if len(check) else ""
        print(f"epoch {epoch + 1} loss {np.mean(losses):.3f} {time.time() - began:.0f} s {said}", flush=True)

    np.savez(folder / f"weights-{option.fold}.npz", **{f"a{i}": np.asarray(x) for i, x in enumerate(jax.tree.leaves(mean))})
    checkpoint.unlink(missing_ok=True)
    return mean


def measure(option, examples, states, folder, held_out: str, trained: dict) -> None:
    """Keeps the logits of the lines left out, from the weights as they are shipped."""
    check = left_out(examples, held_out, option.tasks)
    logits = logits_of(jax.tree.map(jnp.array, network.shipped(trained)), examples, states, check)
    print(f"as shipped: {accuracies(examples, check, logits)}", flush=True)
    np.savez(
        folder / f"fold-{option.fold}.npz",
        logits=logits,
        line=np.array([examples[i].line for i in check]),
        task=np.array([examples[i].task for i in check]),
        label=np.array([examples[i].label for i in check]),
    )


def main() -> None:
    option = options()
    folder = CACHE / "runs" / option.name
    same_options(option, folder)
    held_out = "" if option.fold == "all" else FOLDS[int(option.fold)]
    examples, states = prepare(option.lower)
    if (folder / f"weights-{option.fold}.npz").exists():
        trained, _ = load(folder, option.fold)
    else:
        trained = train(option, examples, states, folder, held_out)
    if held_out and not (folder / f"fold-{option.fold}.npz").exists():
        measure(option, examples, states, folder, held_out, trained)


if __name__ == "__main__":
    main()
