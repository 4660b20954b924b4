"""int8 as the app has it, so that what is trained and measured is what it runs.

Of the embedder, matrices in blocks of 64 rows and words by row, as scripts/models/quantise.ts makes them; products are
fp32. Of the judge's own layers, matrices by column, so that onnxruntime multiplies in int8: it rounds what goes into a
product to 256 steps between its least and its largest value (DynamicQuantizeMatMul).
"""

import numpy as np

BLOCK = 64


def blocks(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[rows, columns] as int8 of that shape, and one fp16 scale for 64 rows of a column: [rows / 64, columns]."""
    rows, columns = matrix.shape
    blocked = matrix.reshape(rows // BLOCK, BLOCK, columns).astype(np.float32)
    scales = np.abs(blocked).max(1) / np.float32(127)
    scales[scales == 0] = 1
    values = np.floor(blocked / scales[:, None] + 0.5)
    return values.astype(np.int8).reshape(rows, columns), scales.astype(np.float16)


def widen(values: np.ndarray, scales: np.ndarray) -> np.ndarray:
    rows, columns = values.shape
    blocked = values.reshape(rows // BLOCK, BLOCK, columns).astype(np.float32)
    return (blocked * scales.astype(np.float32)[:, None]).reshape(rows, columns)


def rounded(matrix: np.ndarray) -> np.ndarray:
    """The matrix as it is after int8."""
    return widen(*blocks(matrix))


def rounded_rows(matrix: np.ndarray) -> np.ndarray:
    """The same with one scale a row, as the embedder's words have it."""
    scales = np.abs(matrix).max(1, keepdims=True).astype(np.float32) / np.float32(127)
    scales[scales == 0] = 1
    return np.floor(matrix / scales + 0.5) * scales


def columns(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[rows, columns] as int8 of that shape, and one fp32 scale a column."""
    scales = (np.abs(matrix).max(0) / 127).astype(np.float32)
    scales[scales == 0] = 1
    return np.floor(matrix / scales + 0.5).astype(np.int8), scales


def rounded_columns(matrix: np.ndarray) -> np.ndarray:
    values, scales = columns(matrix)
    return values.astype(np.float32) * scales
