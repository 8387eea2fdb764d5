# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Find each order statistic by counting how many entries lie below it. O(n * width^2)."""

import numpy as np


def rolling_quantile(values: np.ndarray, width: int, q: float, least: int) -> np.ndarray:
    answers = []
    for start in range(len(values) - width + 1):
        window = [float(entry) for entry in values[start : start + width] if entry == entry]
        if len(window) < least:
            answers.append(float("nan"))
            continue
        h = q * (len(window) - 1)
        j = int(h // 1)
        low = of_rank(window, j)
        answers.append(low if h == j else low + (h - j) * (of_rank(window, j + 1) - low))
    return np.array(answers)


def of_rank(window: list[float], rank: int) -> float:
    for entry in window:
        below = sum(other < entry for other in window)
        if below <= rank < below + window.count(entry):
            return entry
    raise ValueError(rank)
