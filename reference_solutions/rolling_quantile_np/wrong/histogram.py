# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (wide windows are answered from 512 global bins); fails on: wide windows of spread values."""

import numpy as np


def rolling_quantile(values, width, q, least):
    n = len(values)
    there = ~np.isnan(values)
    if width < 64 or not there.any():
        answers = []
        for i in range(n - width + 1):
            window = values[i : i + width]
            window = window[~np.isnan(window)]
            answers.append(np.quantile(window, q) if len(window) >= least else np.nan)
        return np.array(answers)
    grid = np.quantile(values[there], np.linspace(0.0, 1.0, 512))
    places = np.searchsorted(grid, np.where(there, values, 0.0))
    counts = np.zeros(513, np.int64)
    answers = []
    for i in range(n):
        if there[i]:
            counts[places[i]] += 1
        if i >= width and there[i - width]:
            counts[places[i - width]] -= 1
        if i >= width - 1:
            m = int(counts.sum())
            if m < least:
                answers.append(np.nan)
            else:
                at = int(np.searchsorted(np.cumsum(counts), q * (m - 1), side="right"))
                answers.append(grid[min(at, 511)])
    return np.array(answers)
