"""The examples: the written lines, and lines crossed within a writer that nobody has to write.

Crossed lines are negatives only. They are drawn once, seeded, into a pool that training samples anew each epoch:
  far     any sentence against anything known to the writer; any question against any passage
  near    the same, where the embedder finds them alike, but not so alike that they may be about one thing
  junk    a question, joke, wish ... against what it is nearest to: it never does anything to what is known
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labels import LABELS, TASKS, WRITERS
from paths import DATA


@dataclass(frozen=True)
class Example:
    task: int
    first: str
    second: str
    label: int
    writer: str
    line: str
    """`pairs-a:17` of a written line; `near pairs-a:17` of a crossed one."""
    crossed: bool = False


FILES = {
    "pair": ("pairs", "known", "new"),
    "sentence": ("gate", "text", "before"),
    "question": ("answers", "passage", "question"),
    "support": ("support", "evidence", "claim"),
}
JUNK = ("question", "request", "chitchat", "joke", "hypothetical", "transient", "quote", "general")

TOO_ALIKE = 0.6
"""Cosine from which two known sentences may be about one thing; a crossed line between them might be no `other`."""


def written(writers: str = WRITERS) -> list[Example]:
    examples = []
    for task, (file, first, second) in FILES.items():
        for path in files_of(task, writers):
            writer = path.stem[-1]
            for number, text in enumerate(path.read_text("utf8").splitlines(), 1):
                row = json.loads(text)
                label = LABELS[task].index(row["label"])
                line = f"{file}-{writer}:{number}"
                examples.append(Example(TASKS.index(task), row[first], row.get(second) or "", label, writer, line))
    return examples


def files_of(task: str, writers: str) -> list[Path]:
    """The files of one task that these writers wrote."""
    paths = [DATA / f"{FILES[task][0]}-{writer}.jsonl" for writer in writers]
    return [path for path in paths if path.exists()]


def crossed(mine: list[Example], vectors: dict[str, np.ndarray], seed: int = 7) -> list[Example]:
    """The pool of one writer's lines."""
    if not mine:
        return []
    random = np.random.default_rng([seed, WRITERS.index(mine[0].writer)])
    pool: list[Example] = []
    if any(x.task == TASKS.index("pair") for x in mine):
        pool += crossed_pairs(mine, vectors, random)
    for task, label in (("question", "no"), ("support", "neither")):
        pool += crossed_readings(mine, task, LABELS[task].index(label), vectors, random)
    return pool


def crossed_pairs(mine: list[Example], vectors: dict[str, np.ndarray], random: np.random.Generator) -> list[Example]:
    other = LABELS["pair"].index("other")
    pairs = [x for x in mine if x.task == TASKS.index("pair")]
    known = list(dict.fromkeys(x.first for x in pairs))
    matrix = np.stack([vectors[k] for k in known])
    alike = matrix @ matrix.T
    place = {k: i for i, k in enumerate(known)}
    out = []
    for x in pairs:
        own = alike[place[x.first]]
        likeness = matrix @ vectors[x.second]
        apart = np.flatnonzero((own < TOO_ALIKE) & (likeness < TOO_ALIKE))
        near = apart[np.argsort(-likeness[apart])][:4]
        for kind, among in (("near", near), ("far", apart)):
            if len(among):
                out.append(cross(kind, x, known[random.choice(among)], other))
    for x in mine:
        if x.task != TASKS.index("sentence") or LABELS["sentence"][x.label] not in JUNK:
            continue
        near = np.argsort(-(matrix @ vectors[x.first]))[:3]
        out.append(Example(0, known[random.choice(near)], x.first, other, x.writer, f"junk {x.line}", True))
    return out


def crossed_readings(mine: list[Example], task: str, no: int, vectors: dict, random: np.random.Generator) -> list[Example]:
    """Each question or claim against a passage or evidence of something else."""
    lines = [x for x in mine if x.task == TASKS.index(task)]
    if not lines:
        return []
    passages = list(dict.fromkeys(x.first for x in lines))
    matrix = np.stack([vectors[p] for p in passages])
    asked: dict[str, set[str]] = {}
    for x in lines:
        asked.setdefault(x.second, set()).add(x.first)
    out = []
    for x in lines:
        own = np.stack([vectors[p] for p in asked[x.second]])
        apart = np.flatnonzero((matrix @ own.T).max(1) < TOO_ALIKE)
        near = apart[np.argsort(-(matrix[apart] @ vectors[x.second]))][:4]
        for kind, among in (("near", near), ("far", apart)):
            if len(among):
                out.append(cross(kind, x, passages[random.choice(among)], no))
    return out


def cross(kind: str, x: Example, first: str, label: int) -> Example:
    return Example(x.task, first, x.second, label, x.writer, f"{kind} {x.line}", True)
