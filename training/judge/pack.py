"""Examples side by side in rows of one length: nothing is padded, and one shape is compiled."""

import numpy as np

LENGTH = 96
ROWS = 12
SLOTS = 12


def rows_of(lengths: np.ndarray, order: np.ndarray, window: int = 512) -> list[list[int]]:
    """Fills rows of LENGTH tokens with the examples of `order`, the longest of each window first."""
    rows: list[list[int]] = []
    for start in range(0, len(order), window):
        free: list[int] = []
        open_rows: list[list[int]] = []
        for i in sorted(order[start : start + window], key=lambda i: -lengths[i]):
            length = lengths[i]
            at = next((r for r in range(len(free)) if free[r] >= length and len(open_rows[r]) < SLOTS), None)
            if at is None:
                at = len(free)
                free.append(LENGTH)
                open_rows.append([])
            free[at] -= length
            open_rows[at].append(int(i))
        rows += open_rows
    return rows


def batches(lengths: np.ndarray, order: np.ndarray, random: np.random.Generator | None = None, rows: int = ROWS):
    """Lists of at most `rows` rows, each a list of examples."""
    packed = rows_of(lengths, order)
    if random is not None:
        packed = [packed[i] for i in random.permutation(len(packed))]
    return [packed[start : start + rows] for start in range(0, len(packed), rows)]


def fill(batch: list[list[int]], examples, states: "States", rows: int = ROWS) -> dict[str, np.ndarray]:
    """Arrays of one batch: x, slot, type, task [rows, length] and index [rows, slots] of examples, -1 where none."""
    out = {
        "x": np.zeros((rows, LENGTH, states.width), states.dtype),
        "slot": np.full((rows, LENGTH), -1, np.int32),
        "type": np.zeros((rows, LENGTH), np.int32),
        "task": np.zeros((rows, LENGTH), np.int32),
        "index": np.full((rows, SLOTS), -1, np.int32),
    }
    for r, row in enumerate(batch):
        at = 0
        for s, i in enumerate(row):
            x, first = states.of(i)
            end = at + len(x)
            out["x"][r, at:end] = x
            out["slot"][r, at:end] = s
            out["type"][r, at + first : end] = 1
            out["task"][r, at:end] = examples[i].task
            out["index"][r, s] = i
            at = end
    return out


class States:
    """What the lower layers make of each example: one run of tokens after another."""

    def __init__(self, data: np.ndarray, starts: np.ndarray, firsts: np.ndarray):
        self.data, self.starts, self.firsts = data, starts, firsts
        self.width, self.dtype = data.shape[1], data.dtype
        self.lengths = np.diff(starts)

    def of(self, i: int) -> tuple[np.ndarray, int]:
        """States of example i [length, width], and how many of them are of the first text."""
        return self.data[self.starts[i] : self.starts[i + 1]], int(self.firsts[i])

    @staticmethod
    def joined(parts: list["States"]) -> "States":
        return JoinedStates(parts)


class JoinedStates(States):
    """Those of several files, one after another, each left where it lies."""

    def __init__(self, parts: list[States]):
        self.parts = parts
        self.width, self.dtype = parts[0].width, parts[0].dtype
        self.lengths = np.concatenate([part.lengths for part in parts])
        self.begins = np.concatenate([[0], np.cumsum([len(part.lengths) for part in parts])])

    def of(self, i: int) -> tuple[np.ndarray, int]:
        k = int(np.searchsorted(self.begins, i, "right")) - 1
        return self.parts[k].of(i - int(self.begins[k]))
