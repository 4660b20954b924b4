"""Figures over all folds that are done: `report.py [--name judge] [--write]`.

--write puts temperatures and thresholds into models/judge/thresholds.json and the diagram beside it.
Everything of a fold uses the temperatures of the other folds; what is written uses all of them.
"""

import argparse
import json

import numpy as np

from calibrate import area, bins_of, calibration_error, diagram, softmax, temperature_of, threshold_for
from labels import ACTS, FOLDS, KEPT, LABELS, PAIR, QUESTION, SENTENCE, TASKS
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


def temperatures(folds: dict, without: int | None = None) -> dict[str, float]:
    others = [f for k, f in folds.items() if k != without] or list(folds.values())
    joined = {t: [np.concatenate(x) for x in zip(*(part(f, t)[:2] for f in others))] for t in TASKS}
    return {t: temperature_of(*joined[t]) if len(joined[t][1]) else 1.0 for t in TASKS}


def thresholds(p: np.ndarray, label: np.ndarray, precision: float, maybe: float) -> dict:
    """For each label the probability from which it acts, and from which it is a maybe; null where none is good enough.

    Of the acts it is the probability of all four together that counts.
    """
    sure, act = acts(p)
    out = {}
    for k in ACTING:
        mine = act == k
        scores = sure[mine], act_right(act, label)[mine]
        out[PAIR[k]] = {"act": threshold_for(*scores, precision), "maybe": threshold_for(*scores, maybe)}
    for k in (SAME, REFINE, CONFLICT):
        out[PAIR[k]] = {"act": threshold_for(p[:, k], label == k, precision), "maybe": threshold_for(p[:, k], label == k, maybe)}
    return out


def acted(p: np.ndarray, limits: dict) -> tuple[np.ndarray, np.ndarray]:
    """Whether a line is acted on, and the act."""
    sure, act = acts(p)
    limit = np.array([limits[PAIR[k]]["act"] or 2.0 for k in act])
    return sure >= limit, act


def rate(hit, of) -> str:
    return f"{hit / of:.3f}" if of else "-"


def pair_figures(p, label, limits) -> dict[str, str]:
    done, act = acted(p, limits)
    right = act_right(act, label)
    wanted = np.isin(label, ACTING)
    same = p[:, SAME] >= (limits["same"]["act"] or 2)
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


def table(rows: dict[str, dict[str, str]]) -> str:
    heads = list(next(iter(rows.values())))
    lines = [f"| writers left out | {' | '.join(heads)} |", "|" + " --- |" * (len(heads) + 1)]
    return "\n".join(lines + [f"| {name} | {' | '.join(row[h] for h in heads)} |" for name, row in rows.items()])


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

    honest = {k: temperatures(folds, k) for k in folds}
    p = {t: {k: softmax(part(f, t)[0], honest[k][t]) for k, f in folds.items()} for t in TASKS}
    y = {t: {k: part(f, t)[1] for k, f in folds.items()} for t in TASKS}

    def joined(task, without=None):
        keys = [k for k in folds if k != without] or list(folds)
        return np.concatenate([p[task][k] for k in keys]), np.concatenate([y[task][k] for k in keys])

    rows = {t: {} for t in TASKS}
    hits = np.zeros(4)
    for k in folds:
        limits = thresholds(*joined("pair", k), option.precision, option.maybe)
        rows["pair"][FOLDS[k]] = pair_figures(p["pair"][k], y["pair"][k], limits)
        done, act = acted(p["pair"][k], limits)
        cross, kinds = part(folds[k], "pair", True)[0], part(folds[k], "pair", True)[2]
        wrong, _ = acted(softmax(cross, honest[k]["pair"]), limits)
        near = np.char.startswith(kinds, "near")
        rows["pair"][FOLDS[k]] |= {"acts on crossed near": rate(wrong[near].sum(), near.sum()), "on other crossed": rate(wrong[~near].sum(), (~near).sum())}
        rows["sentence"][FOLDS[k]] = sentence_figures(p["sentence"][k], y["sentence"][k])
        rows["question"][FOLDS[k]] = question_figures(p["question"][k], y["question"][k])
        crossed_p = softmax(part(folds[k], "question", True)[0], honest[k]["question"])
        far = question_score(crossed_p)
        answers = question_score(p["question"][k])[y["question"][k] == 0]
        rows["question"][FOLDS[k]]["AUC answers / crossed"] = f"{area(np.concatenate([answers, far]), np.arange(len(answers) + len(far)) < len(answers)):.3f}"
        right = act_right(act, y["pair"][k])
        hits += [(done & right).sum(), done.sum(), np.isin(y["pair"][k], ACTING).sum(), (done & (act == y["pair"][k])).sum()]
    for task in TASKS:
        print(f"\n{task}\n{table(rows[task])}")
    print(f"\nacts of all folds, each at the thresholds of the others: precision {hits[0] / hits[1]:.3f}, recall {hits[0] / hits[2]:.3f}, exact {hits[3] / hits[1]:.3f}")

    all_p, all_y = joined("pair")
    limits = thresholds(all_p, all_y, option.precision, option.maybe)
    print("\nall folds, thresholds of all:", json.dumps(pair_figures(all_p, all_y, limits)))
    print("\nby label, right / lines / called:")
    for k, name in enumerate(PAIR):
        print(f"  {name}: {((all_p.argmax(1) == k) & (all_y == k)).sum()} / {(all_y == k).sum()} / {(all_p.argmax(1) == k).sum()}")
    confusion = np.zeros((8, 8), int)
    np.add.at(confusion, (all_y, all_p.argmax(1)), 1)
    print("  rows are the labels written, columns what it says\n", confusion)

    panels = {}
    for task in TASKS:
        q, label = joined(task)
        if len(label):
            sure, right = q.max(1), q.argmax(1) == label
            panels[f"{task} ({len(label)})"] = (calibration_error(sure, right), bins_of(sure, right))
    sure, act = acts(all_p)
    right = np.isin(all_y, ACTING)
    panels["an act or not"] = (calibration_error(sure, right), bins_of(sure, right))
    print("\ncalibration:", {name: round(error, 4) for name, (error, _) in panels.items()})

    final = temperatures(folds)
    print("temperatures:", final, "thresholds:", json.dumps(limits))
    if option.write:
        source = f"lines of writers left out, folds {' '.join(FOLDS[k] for k in folds)}; act: precision {option.precision}, maybe: precision {option.maybe}"
        SHIPPED.mkdir(parents=True, exist_ok=True)
        (SHIPPED / "thresholds.json").write_text(json.dumps({"source": source, "temperature": final, "pair": limits}, indent=2) + "\n")
        (SHIPPED / "calibration.svg").write_text(diagram(panels))


if __name__ == "__main__":
    main()
