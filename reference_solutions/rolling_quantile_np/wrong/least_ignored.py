# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a condition (only windows without any observation give NaN); fails on: windows with fewer than `least` observations."""

from bisect import bisect_left, insort

import numpy as np


def rolling_quantile(values: np.ndarray, width: int, q: float, least: int) -> np.ndarray:
    entries = values.tolist()
    window: list[float] = []
    answers = []
    for i, entry in enumerate(entries):
        if entry == entry:
            insort(window, entry)
        if i >= width:
            gone = entries[i - width]
            if gone == gone:
                del window[bisect_left(window, gone)]
        if i >= width - 1:
            answers.append(quantile(window, q) if window else np.nan)
    return np.array(answers)


def quantile(ordered: list[float], q: float) -> float:
    h = q * (len(ordered) - 1)
    j = int(h)
    low = ordered[j]
    if h == j:
        return low
    return low + (h - j) * (ordered[j + 1] - low)
