"""Statement sets (each turn of a person with what memory must do about it) as questions to the judge."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

STOP = set(
    "a an the of to in on at for and or is are was were be been i my me we our you your it its he she they his her "
    "their that this with from by as so but not no do does did have has had will would can could now just".split()
)
WANTED = {"reinforce": "same", "revise": "correct", "conflict": "conflict", "forget": "forget"}
ENDING = ("supersede", "revise", "forget")
NAMES = {
    "supersede": "updates",
    "reinforce": "duplicates",
    "revise": "corrections",
    "forget": "forgotten",
    "conflict": "conflicts",
    "add": "leftAlone",
    "ignore": "leftAlone",
}


@dataclass
class Turn:
    id: str
    text: str
    round: int
    name: str
    """Which figure it counts for."""
    known: list[str]
    """What the person told before, one text a slot."""
    ended: set[int]
    """Places in `known` that no longer hold."""
    accepted: list[tuple[int, str]]
    """Right answers: (place in `known`, label)."""
    single: bool
    only_ignore: bool
    candidates: list[int] = field(default_factory=list)


def label_of(outcome: dict) -> str | None:
    if outcome["do"] == "supersede":
        return "update" if outcome.get("has") else "end"
    return WANTED.get(outcome["do"])


def clause_of(statement: dict, outcomes: list[dict]) -> str:
    """Of a turn that says several things, the sentence that says this one."""
    text = statement["text"]
    has = next((o["has"] for o in outcomes if o.get("has")), [])
    if len(statement["expect"]) < 2 and len(text) <= 160:
        return text
    parts = re.split(r"(?<=[.!?;])\s+", text)
    return next((part for part in parts if has and all(h.lower() in part.lower() for h in has)), text)


def turns_of(path: Path) -> list[Turn]:
    statements = json.loads(path.read_text("utf8"))["statements"]
    turns = []
    for person in dict.fromkeys(s["person"] for s in statements):
        known: list[str] = []
        place: dict[str, int] = {}
        ended: set[int] = set()
        for s in (x for x in statements if x["person"] == person):
            keys = [s["id"] if not i else f"{s['id']}#{i + 1}" for i in range(len(s["expect"]))]
            if s["who"] == "user":
                for outcomes in s["expect"]:
                    accepted = [(place[o["of"]], label_of(o)) for o in outcomes if o.get("of") in place and label_of(o)]
                    single, ignored = len(s["expect"]) == 1, outcomes[0]["do"] == "ignore"
                    turns.append(Turn(s["id"], s["text"], s["round"], NAMES[outcomes[0]["do"]], list(known), set(ended), accepted, single, ignored))
            for key, outcomes in zip(keys, s["expect"]):
                first = outcomes[0]
                if first["do"] in ENDING and first.get("of") in place:
                    ended.add(place[first["of"]])
                if any(o["do"] not in ("ignore", "forget") for o in outcomes):
                    place[key] = len(known)
                    known.append(clause_of(s, outcomes))
    return turns


def words(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", text.lower()) if w not in STOP}


def nearest(turn: Turn, vectors: dict[str, np.ndarray], found: int = 12, kept: int = 8) -> list[int]:
    """Of the `found` nearest by meaning and by words, taken in turns, the first `kept` that still hold."""
    if not turn.known:
        return []
    mine = words(turn.text)
    shared = [len(mine & words(k)) / (1 + len(words(k)) ** 0.5) for k in turn.known]
    by_words = list(np.argsort(-np.array(shared), kind="stable")[:found])
    likeness = np.stack([vectors[k] for k in turn.known]) @ vectors[turn.text]
    by_meaning = list(np.argsort(-likeness, kind="stable")[:found])
    mixed = dict.fromkeys(int(j) for pair in zip(by_meaning, by_words) for j in pair)
    return [j for j in list(mixed)[:found] if j not in turn.ended][:kept]
