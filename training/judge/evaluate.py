"""Scores a statement set with trained weights: `evaluate.py shared/bench/statements-dev.json [--fold all] [--out RUN.json]`.

For each user turn the sentence head first, then its 8 nearest earlier turns that still hold. Only for reporting:
nothing of the judge is chosen by these sets.
"""

import argparse
import json
import re
import unicodedata
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

import network
from calibrate import softmax
from data import JUNK, Example
from labels import LABELS, PAIR, SENTENCE
from numerals import may_be_same
from paths import CACHE, SHIPPED
from prepare import states_of, vectors_of
from statements import Turn, nearest, turns_of
from tokens import Tokens
from train import load, logits_of

ACTING = [PAIR.index(x) for x in ("update", "end", "correct", "forget")]
ENDS = ("update", "end", "correct")


def decide(p: np.ndarray, gate: np.ndarray, texts: list[str], new: str, limits: dict) -> list[tuple[int, str]]:
    """(row of p, label) of what the turn does to its candidates `texts`; empty for nothing.

    A request to forget may mean several of them, everything else means the likeliest one. A repeat word for word needs
    no network.
    """
    if not len(p) or gate[[SENTENCE.index(x) for x in (*JUNK, "hearsay")]].sum() > 0.5:
        return []
    for j, text in enumerate(texts):
        if plain(text) == plain(new):
            return [(j, "same")]
    sure = p[:, ACTING].sum(1)
    act = [PAIR[ACTING[k]] for k in p[:, ACTING].argmax(1)]
    ready = [j for j in range(len(p)) if sure[j] >= (limits[act[j]]["act"] or 2)]
    if ready:
        j = max(ready, key=lambda j: sure[j])
        return [(i, "forget") for i in ready if act[i] == "forget"] if act[j] == "forget" else [(j, act[j])]
    allowed = [may_be_same(text, new) for text in texts]
    for name in ("same", "conflict"):
        column = np.where(allowed, p[:, PAIR.index(name)], 0) if name == "same" else p[:, PAIR.index(name)]
        if column.max() >= (limits[name]["act"] or 2):
            return [(int(column.argmax()), name)]
    return []


def plain(text: str) -> str:
    """As `normalForm` of src/memory/encode: signs within a text stay, so that "C++" is not "C"."""
    form = unicodedata.normalize("NFKC", text).lower()
    form = re.sub("[‘’ʼ]", "'", form)
    form = re.sub("[“”„«»]", '"', form)
    form = re.sub(r"\s+", " ", form).strip()
    return re.sub(r"""[\s.,;:!?…。！？；،؛؟"')\]]+$""", "", form) or text


def meets(turn: Turn, done: list[tuple[int, str]]) -> bool:
    return any(
        turn.candidates[j] == place and (label in ENDS if wanted in ENDS else label == wanted)
        for j, label in done
        for place, wanted in turn.accepted
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("statements", type=Path)
    parser.add_argument("--name", default="judge")
    parser.add_argument("--fold", default="all")
    parser.add_argument("--act", type=float, help="one probability for all acts, instead of the thresholds")
    parser.add_argument("--same", type=float)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--misses", action="store_true")
    option = parser.parse_args()

    folder = CACHE / "runs" / option.name
    trained, trained_with = load(folder, option.fold)
    trained, embedder, tokens = network.shipped(trained), network.read_embedder(), Tokens()

    turns = turns_of(option.statements)
    texts = list(dict.fromkeys(t for turn in turns for t in (turn.text, *turn.known)))
    vectors = vectors_of(texts, tokens, embedder)
    examples = []
    for turn in turns:
        turn.candidates = nearest(turn, vectors)
        examples.append(Example(1, turn.text, "", 0, "", ""))
        examples += [Example(0, turn.known[j], turn.text, 0, "", "") for j in turn.candidates]
    states = states_of([tokens.row(x.first, x.second) for x in examples], network.shipped_lower(embedder, trained_with["lower"]))
    logits = logits_of(jax.tree.map(jnp.array, trained), examples, states, np.arange(len(examples)))

    about = json.loads((SHIPPED / "thresholds.json").read_text())
    heat, limits = about["temperature"], about["pair"]
    for name in limits:
        value = option.same if name == "same" else option.act
        if value is not None and (name == "same" or name in ("update", "end", "correct", "forget")):
            limits[name]["act"] = value

    score: dict[str, list[int]] = {}
    rounds: dict[int, dict[str, list[int]]] = {}
    wrong_acts, gates, at = [], {"junk refused": [0, 0], "statements kept": [0, 0]}, 0
    for turn in turns:
        gate = softmax(logits[at, : len(SENTENCE)], heat["sentence"])
        p = softmax(logits[at + 1 : at + 1 + len(turn.candidates), : len(PAIR)], heat["pair"])
        at += 1 + len(turn.candidates)
        done = decide(p, gate, [turn.known[j] for j in turn.candidates], turn.text, limits)
        acted = any(label in (*ENDS, "forget") for _, label in done)
        hit = not acted if turn.name == "leftAlone" else meets(turn, done)
        for board in (score, rounds.setdefault(turn.round, {})):
            cell = board.setdefault(turn.name, [0, 0])
            cell[0] += int(hit)
            cell[1] += 1
        touched = [turn.candidates[j] for j, _ in done]
        if acted and not any(place in touched for place, _ in turn.accepted):
            wrong_acts.append(f"{done[0][1]} «{turn.known[touched[0]]}» by «{turn.text}»")
        elif option.misses and not hit:
            print(f"MISS {turn.name} {turn.accepted and turn.known[turn.accepted[0][0]]!r} by {turn.text!r}: {done}")
        junk = gate[[SENTENCE.index(x) for x in JUNK]].sum() > 0.5
        if turn.only_ignore and turn.single:
            gates["junk refused"][0] += int(junk)
            gates["junk refused"][1] += 1
        elif turn.name in ("leftAlone", "updates") and not turn.only_ignore:
            gates["statements kept"][0] += int(not junk)
            gates["statements kept"][1] += 1

    for name in ("updates", "corrections", "duplicates", "forgotten", "conflicts", "leftAlone"):
        right, all_ = score.get(name, [0, 0])
        print(f"{name}: {right}/{all_} {right / max(1, all_):.3f}")
    print(f"turns that act on another memory, or where none should be touched: {len(wrong_acts)}")
    print("sentence head:", ", ".join(f"{name} {right}/{all_}" for name, (right, all_) in gates.items()))
    if option.misses:
        print("\n".join(f"WRONG {x}" for x in wrong_acts))
    if option.out:
        option.out.write_text(json.dumps({**score, "byRound": rounds}, indent=2))


if __name__ == "__main__":
    main()
