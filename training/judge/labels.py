"""The four tasks, their labels in the order of the logits, and the folds of writers left out."""

TASKS = ("pair", "sentence", "question", "support")

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
SUPPORT = ("supports", "contradicts", "neither")
LABELS = {"pair": PAIR, "sentence": SENTENCE, "question": QUESTION, "support": SUPPORT}

ACTS = ("update", "end", "correct", "forget")
"""Labels of a pair that change what is known."""
KEPT = ("keep", "hearsay", "forget", "correct")
"""Labels of a sentence that memory has to do something with; the others are junk to it."""

WRITERS = "abcdefghijklmnopqrstu"
"""p to u wrote what supports a claim, and nothing else."""
FOLDS = ("aglp", "bhmq", "cinr", "djos", "ekt", "fu")
"""Writers left out together. Of fold 5, f is the writer of contrast sets."""
