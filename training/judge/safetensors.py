"""Reading and writing .safetensors: u64 length of a JSON header, the header, the raw tensors."""

import json
import struct
from pathlib import Path

import numpy as np

TYPES = {"F16": np.float16, "F32": np.float32, "I8": np.int8, "I64": np.int64}


def read(path: Path) -> dict[str, np.ndarray]:
    raw = path.read_bytes()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8 : 8 + length])
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + offset for offset in about["data_offsets"])
        tensors[name] = np.frombuffer(raw[start:end], TYPES[about["dtype"]]).reshape(about["shape"])
    return tensors


def write(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    names = {np.dtype(kind): name for name, kind in TYPES.items()}
    header: dict[str, object] = {"__metadata__": metadata}
    parts, at = [], 0
    for name, tensor in tensors.items():
        part = np.ascontiguousarray(tensor).tobytes()
        header[name] = {
            "dtype": names[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [at, at + len(part)],
        }
        parts.append(part)
        at += len(part)
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join([struct.pack("<Q", len(head)), head, *parts]))
