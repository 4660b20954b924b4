"""Two texts as one row of WordPiece ids, as the app has to do it word for word."""

from tokenizers import Tokenizer

from paths import EMBEDDER

CLS, SEP = 101, 102
LONGEST = 96
"""Tokens of a row with its three marks. No training line is longer."""


class Tokens:
    def __init__(self):
        self.tokenizer = Tokenizer.from_file(str(EMBEDDER / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def ids(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def row(self, first: str, second: str, longest: int = LONGEST) -> tuple[list[int], list[int]]:
        """[CLS] first [SEP] second [SEP] with types 0 and 1; [CLS] first [SEP] where second is empty.

        Too long: the longer of the two loses its last token, until both fit.
        """
        a, b = self.ids(first), self.ids(second)
        marks = 3 if b else 2
        while len(a) + len(b) > longest - marks:
            (a if len(a) >= len(b) else b).pop()
        ids = [CLS, *a, SEP] + ([*b, SEP] if b else [])
        return ids, [0] * (len(a) + 2) + [1] * (len(ids) - len(a) - 2)
