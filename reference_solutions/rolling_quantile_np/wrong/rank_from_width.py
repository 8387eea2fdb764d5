# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores the gaps (the rank follows from the width, not from the observations); fails on: windows with NaN."""

import numpy as np


def rolling_quantile(values, width, q, least):
    windows = np.lib.stride_tricks.sliding_window_view(values, width)
    answers = []
    for window in windows:
        ordered = np.sort(window)
        m = int(width - np.isnan(window).sum())
        if m < least:
            answers.append(np.nan)
            continue
        h = q * (width - 1)
        j = min(int(h), m - 1)
        k = min(j + 1, m - 1)
        answers.append(ordered[j] + (h - int(h)) * (ordered[k] - ordered[j]))
    return np.array(answers)
