"""Figures over all folds that are done: `report.py [--name judge] [--write]`.

--write puts temperatures and thresholds into models/judge/thresholds.json and the diagram beside it.
Everything of a fold uses the temperatures of the other folds; what is written uses all of them.
"""

import argparse
import json

import numpy as np

from calibrate import area, bins_of, calibration_error, diagram, softmax, temperature_of, threshold_for
from data import written
from labels import ACTS, FOLDS, KEPT, LABELS, PAIR, QUESTION, SENTENCE, SUPPORT, TASKS
from numerals import may_be_same
from paths import CACHE, SHIPPED

ENDS = [PAIR.index(x) for x in ("update", "end", "correct")]
FORGET, SAME, REFINE, CONFLICT, OTHER = (PAIR.index(x) for x in ("forget", "same", "refine", "conflict", "other"))
ACTING = [PAIR.index(x) for x in ACTS]
KEEPING = [SENTENCE.index(x) for x in KEPT]


def load(name: str) -> dict[int, dict[str, np.ndarray]]:
    folder = CACHE / "runs" / name
    return {k: dict(np.load(folder / f"fold-{k}.npz")) for k in range(len(FOLDS)) if (folder / f"fold-{k}.npz").exists()}


def part(fold: dict, task: str, crossed: bool = False):
    """Logits, labels and lines of one task."""
    is_crossed = np.char.find(fold["line"], " ") >= 0
    mine = (fold["task"] == TASKS.index(task)) & (is_crossed == crossed)
    return fold["logits"][mine][:, : len(LABELS[task])], fold["label"][mine], fold["line"][mine]


def acts(p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How sure that something known changes, and which act is likeliest."""
    return p[:, ACTING].sum(1), np.array(ACTING)[p[:, ACTING].argmax(1)]


def act_right(act: np.ndarray, label: np.ndarray) -> np.ndarray:
    """update, end and correct do the same to what is known: it holds no longer. forget stands alone."""
    return np.where(act == FORGET, label == FORGET, np.isin(label, ENDS))


TEXTS = {x.line: (x.first, x.second) for x in written()}


def guarded(p: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """p with nothing left of `same` where the new sentence brings another number: the app looks at numbers too."""
    allowed = np.array([may_be_same(*TEXTS[line]) for line in lines])
    return np.where(np.arange(p.shape[1])[None] == SAME, np.where(allowed, p[:, SAME], 0)[:, None], p)


def temperatures(folds: dict, without: int | None = None) -> dict[str, float]:
    others = [f for k, f in folds.items() if k != without] or list(folds.values())
    joined = {t: [np.concatenate(x) for x in zip(*(part(f, t)[:2] for f in others))] for t in TASKS}
    return {t: temperature_of(*joined[t]) if len(joined[t][1]) else 1.0 for t in TASKS}


def thresholds(p: np.ndarray, label: np.ndarray, precision: float, maybe: float) -> dict:
    """For each label the probability from which it acts, and from which it is a maybe; null where none is good enough.

    Of the acts it is the probability of all four together that counts. `p` is guarded. Never under one half: among the
    candidates of a store far more are `other` than among the written lines.
    """

    def limit(score: np.ndarray, right: np.ndarray, least: float) -> float | None:
        found = threshold_for(score, right, least)
        return None if found is None else round(max(found, 0.5), 4)

    sure, act = acts(p)
    out = {}
    for k in ACTING:
        mine = act == k
        scores = sure[mine], act_right(act, label)[mine]
        out[PAIR[k]] = {"act": limit(*scores, precision), "maybe": limit(*scores, maybe)}
    for k in (SAME, REFINE, CONFLICT):
        out[PAIR[k]] = {"act": limit(p[:, k], label == k, precision), "maybe": limit(p[:, k], label == k, maybe)}
    return out


def acted(p: np.ndarray, limits: dict) -> tuple[np.ndarray, np.ndarray]:
    """Whether a line is acted on, and the act."""
    sure, act = acts(p)
    limit = np.array([limits[PAIR[k]]["act"] or 2.0 for k in act])
    return sure >= limit, act


def rate(hit, of) -> str:
    return f"{hit / of:.3f}" if of else "-"


def pair_figures(p, q, label, limits) -> dict[str, str]:
    """Of probabilities p, and q, the same guarded."""
    done, act = acted(p, limits)
    right = act_right(act, label)
    wanted = np.isin(label, ACTING)
    same = q[:, SAME] >= (limits["same"]["act"] or 2)
    return {
        "pairs": str(len(label)),
        "accuracy": f"{(p.argmax(1) == label).mean():.3f}",
        "act precision": rate((done & right).sum(), done.sum()),
        "act recall": rate((done & right).sum(), wanted.sum()),
        "exact": rate((done & (act == label)).sum(), done.sum()),
        "same precision": rate((same & (label == SAME)).sum(), same.sum()),
        "same recall": rate((same & (label == SAME)).sum(), (label == SAME).sum()),
    }


def sentence_figures(p, label) -> dict[str, str]:
    kept = p[:, KEEPING].sum(1) >= 0.5
    stored = p[:, [0, 1]].sum(1) >= 0.5
    return {
        "sentences": str(len(label)),
        "12 labels": f"{(p.argmax(1) == label).mean():.3f}",
        "matters or junk": f"{(kept == np.isin(label, KEEPING)).mean():.3f}",
        "keep, hearsay or not": f"{(stored == np.isin(label, [0, 1])).mean():.3f}",
    }


def question_score(p: np.ndarray) -> np.ndarray:
    return p[:, 0] + 0.5 * p[:, 1]


def question_figures(p, label) -> dict[str, str]:
    clear = label != QUESTION.index("partly")
    return {
        "questions": str(len(label)),
        "3 labels": f"{(p.argmax(1) == label).mean():.3f}",
        "AUC answers / no": f"{area(question_score(p)[clear], label[clear] == 0):.3f}",
    }


def support_figures(p, label) -> dict[str, str]:
    supported, contradicted = label == SUPPORT.index("supports"), label == SUPPORT.index("contradicts")
    order = np.argsort(-p[:, 0])
    right = np.cumsum(supported[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(right >= 0.9)
    return {
        "claims": str(len(label)),
        "3 labels": f"{(p.argmax(1) == label).mean():.3f}",
        "AUC supports": f"{area(p[:, 0], supported):.3f}",
        "recall at precision .9": rate(supported[order][: good.max() + 1].sum() if len(good) else 0, supported.sum()),
        "AUC contradicts": f"{area(p[:, 1], contradicted):.3f}",
    }


def table(rows: dict[str, dict[str, str]]) -> str:
    heads = list(next(iter(rows.values())))
    lines = [f"| writers left out | {' | '.join(heads)} |", "|" + " --- |" * (len(heads) + 1)]
    for name, row in rows.items():
        lines.append(f"| {name} | {' | '.join([row.get(head, '') for head in heads])} |")
    return "\n".join(lines)


def by_fold(folds: dict, p: dict, y: dict, option) -> tuple[dict, str]:
    """The three tables' rows, and the acts of all folds together; each fold at the thresholds of the others."""
    rows: dict[str, dict[str, dict[str, str]]] = {t: {} for t in TASKS}
    hits = np.zeros(4, int)
    for k, fold in folds.items():
        name = FOLDS[k]
        limits = thresholds(*joined(p, y, "guarded", k), option.precision, option.maybe)
        label = y["pair"][k]
        done, act = acted(p["pair"][k], limits)
        right = done & act_right(act, label)
        hits += [right.sum(), done.sum(), np.isin(label, ACTING).sum(), (done & (act == label)).sum()]
        cross, _, kinds = part(fold, "pair", True)
        wrong, _ = acted(softmax(cross, p["heat"][k]["pair"]), limits)
        near = np.char.startswith(kinds, "near")
        rows["pair"][name] = pair_figures(p["pair"][k], p["guarded"][k], label, limits)
        rows["pair"][name] |= {"acts on crossed near": rate(wrong[near].sum(), near.sum()), "on other crossed": rate(wrong[~near].sum(), (~near).sum())}
        rows["sentence"][name] = sentence_figures(p["sentence"][k], y["sentence"][k])
        rows["question"][name] = question_figures(p["question"][k], y["question"][k])
        rows["support"][name] = support_figures(p["support"][k], y["support"][k])
        answers = question_score(p["question"][k])[y["question"][k] == 0]
        cross, _, kinds = part(fold, "question", True)
        for kind in ("near", "far"):
            no = question_score(softmax(cross[np.char.startswith(kinds, kind)], p["heat"][k]["question"]))
            rows["question"][name][f"against {kind} crossed"] = f"{area(np.concatenate([answers, no]), np.arange(len(answers) + len(no)) < len(answers)):.3f}"
    return rows, f"precision {hits[0] / hits[1]:.3f}, recall {hits[0] / hits[2]:.3f}, with the exact label {hits[3] / hits[1]:.3f}"


def joined(p: dict, y: dict, task: str, without: int | None = None):
    keys = [k for k in p[task] if k != without] or list(p[task])
    return np.concatenate([p[task][k] for k in keys]), np.concatenate([y[task][k] for k in keys])


def by_writer(folds: dict, p: dict, y: dict) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for task in TASKS:
        for k, fold in folds.items():
            hit = p[task][k].argmax(1) == y[task][k]
            writer = np.array([line.split("-")[1][0] for line in part(fold, task)[2]])
            for w in sorted(set(writer)):
                rows.setdefault(w, {})[task] = f"{hit[writer == w].mean():.3f}"
    # A writer of one task alone must not come first: the first row names the columns.
    return dict(sorted(rows.items(), key=lambda row: (-len(row[1]), row[0])))


def by_label(p: np.ndarray, y: np.ndarray) -> dict[str, dict[str, str]]:
    said = p.argmax(1)
    return {
        name: {"lines": str((y == k).sum()), "recall": rate(((said == k) & (y == k)).sum(), (y == k).sum()), "precision": rate(((said == k) & (y == k)).sum(), (said == k).sum())}
        | {other: str(((y == k) & (said == j)).sum()) for j, other in enumerate(PAIR)}
        for k, name in enumerate(PAIR)
    }


def panels_of(p: dict, y: dict) -> dict:
    panels = {}
    for task in TASKS:
        q, label = joined(p, y, task)
        sure, right = q.max(1), q.argmax(1) == label
        panels[task] = (calibration_error(sure, right), bins_of(sure, right))
    q, label = joined(p, y, "pair")
    sure, right = acts(q)[0], np.isin(label, ACTING)
    panels["an act or not"] = (calibration_error(sure, right), bins_of(sure, right))
    return panels


def other_limits(p: dict, y: dict) -> dict:
    """junk: from where a sentence is dropped, .97 of those rightly; declines: below it lie 5 % of the answered questions."""
    q, label = joined(p, y, "sentence")
    junk = 1 - q[:, KEEPING].sum(1)
    q, truth = joined(p, y, "question")
    return {
        "sentence": {"junk": threshold_for(junk, ~np.isin(label, KEEPING), 0.97)},
        "question": {"declines": float(np.percentile(question_score(q)[truth == 0], 5))},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="judge")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--precision", type=float, default=0.95)
    parser.add_argument("--maybe", type=float, default=0.75)
    option = parser.parse_args()
    folds = load(option.name)
    if not folds:
        raise SystemExit("No fold is done: run train.py --fold 0")

    p: dict = {"heat": {k: temperatures(folds, k) for k in folds}}
    y: dict = {}
    for task in TASKS:
        p[task] = {k: softmax(part(f, task)[0], p["heat"][k][task]) for k, f in folds.items()}
        y[task] = {k: part(f, task)[1] for k, f in folds.items()}
    p["guarded"] = {k: guarded(p["pair"][k], part(f, "pair")[2]) for k, f in folds.items()}
    y["guarded"] = y["pair"]

    rows, together = by_fold(folds, p, y, option)
    limits = thresholds(*joined(p, y, "guarded"), option.precision, option.maybe)
    panels, heat = panels_of(p, y), temperatures(folds)
    errors = ", ".join(f"{name} {error:.3f}" for name, (error, _) in panels.items())
    text = "\n\n".join(
        [
            "# Figures on writers left out",
            f"Run `{option.name}`, folds {', '.join(FOLDS[k] for k in folds)} of {', '.join(FOLDS)}. Written by `training/judge/report.py --write`. Each fold is scored by a network that saw no line of its writers, at the temperatures and thresholds of the other folds (of itself where it is the only one).",
            "## Pairs",
            table(rows["pair"]),
            f"Acts of all folds together: {together}. An act is right where the line is one of update, end and correct (they do the same to what is known), or forget for forget. Crossed lines are taken for `other`, though a few of the near ones may be none.",
            "## Sentences",
            table(rows["sentence"]),
            "## Questions",
            table(rows["question"]),
            "## Claims against evidence",
            table(rows["support"]),
            "## Right by writer",
            table(by_writer(folds, p, y)).replace("writers left out", "writer"),
            "## Pairs by label",
            "To the right of precision: what the lines of a label are taken for.\n\n" + table(by_label(*joined(p, y, "pair"))).replace("writers left out", "label"),
            "## Calibration",
            f"Expected calibration error, 15 bins: {errors}. Diagram: `calibration.svg`. Temperatures: {', '.join(f'{t} {h:.2f}' for t, h in heat.items())}.",
        ]
    )
    print(text, "\n\nthresholds:", json.dumps(limits | other_limits(p, y)))
    if option.write:
        source = f"lines of writers left out, run {option.name}, folds {' '.join(FOLDS[k] for k in folds)}; act: precision {option.precision}, maybe: precision {option.maybe}; same only where no number of the new sentence is missing in the known one"
        SHIPPED.mkdir(parents=True, exist_ok=True)
        value = {"source": source, "temperature": heat, "pair": limits, **other_limits(p, y)}
        (SHIPPED / "thresholds.json").write_text(json.dumps(value, indent=2) + "\n")
        (SHIPPED / "calibration.svg").write_text(diagram(panels))
        (SHIPPED / "figures.md").write_text(text + "\n")


if __name__ == "__main__":
    main()
