"""The three tasks, their labels in the order of the logits, and the folds of writers left out."""

TASKS = ("pair", "sentence", "question")

PAIR = ("same", "refine", "update", "end", "correct", "forget", "conflict", "other")
SENTENCE = (
    "keep",
    "hearsay",
    "question",
    "request",
    "chitchat",
    "joke",
    "hypothetical",
    "transient",
    "quote",
    "forget",
    "correct",
    "general",
)
QUESTION = ("answers", "partly", "no")
LABELS = {"pair": PAIR, "sentence": SENTENCE, "question": QUESTION}

ACTS = ("update", "end", "correct", "forget")
"""Labels of a pair that change what is known."""
KEPT = ("keep", "hearsay", "forget", "correct")
"""Labels of a sentence that memory has to do something with; the others are junk to it."""

WRITERS = "abcdefghijk"
FOLDS = ("ag", "bh", "ci", "dj", "ek", "f")
"""Writers left out together. Fold 5 is the writer of contrast sets alone."""
