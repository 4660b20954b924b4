"""Temperatures, calibration errors and thresholds, from logits of lines whose writers were left out."""

import numpy as np


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    z = logits / temperature
    z = np.exp(z - z.max(-1, keepdims=True))
    return z / z.sum(-1, keepdims=True)


def temperature_of(logits: np.ndarray, labels: np.ndarray) -> float:
    """The one temperature that makes the labels likeliest (Guo et al. 2017), by a search between 0.3 and 5."""
    grid = np.exp(np.linspace(np.log(0.3), np.log(5), 141))
    losses = [-np.log(softmax(logits, t)[np.arange(len(labels)), labels] + 1e-12).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])


def bins_of(sure: np.ndarray, right: np.ndarray, bins: int = 15) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, lines) of each of `bins` equal ranges that holds a line."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return [(float(sure[place == b].mean()), float(right[place == b].mean()), int((place == b).sum())) for b in range(bins) if (place == b).any()]


def calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: how far confidence is from the share right, weighted by lines."""
    return sum(abs(c - r) * n for c, r, n in bins_of(sure, right)) / len(sure)


def area(score: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve: how often a positive line scores above a negative one."""
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[place]
    n = positive.sum()
    return float((rank[positive].sum() - n * (n + 1) / 2) / (n * (len(score) - n)))


def threshold_for(score: np.ndarray, right: np.ndarray, precision: float, least: int = 20) -> float | None:
    """The lowest score from which `precision` of all lines above are right, with at least `least` of them."""
    order = np.argsort(-score, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= precision)
    good = good[good >= least - 1]
    return float(score[order[good[-1]]]) if len(good) else None


def diagram(panels: dict[str, tuple[float, list[tuple[float, float, int]]]]) -> str:
    """Reliability diagrams side by side as SVG: bars are the share right, the line is what they should be."""
    size, gap, top = 200, 46, 30
    width = len(panels) * (size + gap) + gap
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {size + top + 44}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{size + top + 44}" fill="#fff"/>',
    ]
    for k, (name, (error, bins)) in enumerate(panels.items()):
        x0, y0 = gap + k * (size + gap), top + size
        out.append(f'<text x="{x0}" y="{top - 10}" fill="#222">{name}: ECE {error:.3f}</text>')
        out.append(f'<rect x="{x0}" y="{top}" width="{size}" height="{size}" fill="none" stroke="#999"/>')
        for sure, right, n in bins:
            x, height = x0 + (int(min(sure, 0.9999) * 15)) / 15 * size, right * size
            out.append(
                f'<rect x="{x:.1f}" y="{y0 - height:.1f}" width="{size / 15 - 1:.1f}" height="{height:.1f}" fill="#4a7ba6">'
                f"<title>{n} lines, sure {sure:.2f}, right {right:.2f}</title></rect>"
            )
        out.append(f'<line x1="{x0}" y1="{y0}" x2="{x0 + size}" y2="{top}" stroke="#b03a2e" stroke-dasharray="4 3"/>')
        out.append(f'<text x="{x0}" y="{y0 + 16}" fill="#222">0</text><text x="{x0 + size - 6}" y="{y0 + 16}" fill="#222">1</text>')
        out.append(f'<text x="{x0 + 40}" y="{y0 + 30}" fill="#222">how sure it is</text>')
    return "\n".join([*out, "</svg>", ""])
