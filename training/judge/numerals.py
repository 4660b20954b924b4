"""Numbers in a text, so that "seven pounds" is never taken for a repeat of "six pounds fifty"."""

import re

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
VALUES = {word: i for i, word in enumerate(ONES)} | {word: 10 * i for i, word in enumerate(TENS, 2)}
VALUES |= {word: i for i, word in enumerate(ORDINALS) if word != "second"} | {"twentieth": 20, "thirtieth": 30}
AFTER_TENS = VALUES | {"second": 2}


def numerals(text: str) -> set[str]:
    """Every number of the text as digits: 1,140 and eleven hundred and forty are 1140, 22nd is 22.

    `second` counts only after a ten: else it mostly means something else.
    """
    text = re.sub(r"(\d),(?=\d{3}\b)", r"\1", text.lower())
    words = re.findall(r"\d+(?:[.:]\d+)*|[a-z]+", text)
    found: set[str] = set()
    at = 0
    while at < len(words):
        word = words[at]
        if word[0].isdigit():
            found.update(part.lstrip("0") or "0" for part in re.split(r"[.:]", word))
            at += 1
        elif word in VALUES:
            value, at = spoken(words, at)
            found.add(str(value))
        else:
            at += 1
    return found


def spoken(words: list[str], at: int) -> tuple[int, int]:
    """The number that begins at `at`, and where the words after it begin."""
    value = VALUES[words[at]]
    at += 1
    if value >= 20 and value % 10 == 0 and at < len(words) and 0 < AFTER_TENS.get(words[at], 0) < 10:
        value += AFTER_TENS[words[at]]
        at += 1
    if at < len(words) and words[at] in ("hundred", "thousand"):
        value *= 100 if words[at] == "hundred" else 1000
        at += 1
        rest = at + 1 if at < len(words) and words[at] == "and" else at
        if rest < len(words) and words[rest] in VALUES:
            below, after = spoken(words, rest)
            if below < value:
                return value + below, after
    elif 10 <= value < 100 and at < len(words) and VALUES.get(words[at], 0) >= 10:
        # nineteen sixty-four
        below, after = spoken(words, at)
        if below < 100:
            return 100 * value + below, after
    return value, at


def may_be_same(known: str, new: str) -> bool:
    """Whether `new` brings no number that `known`, if it has any, lacks."""
    had = numerals(known)
    return not had or numerals(new) <= had
