# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort every window anew. O(n * width * log(width))."""

import numpy as np


def rolling_quantile(values: np.ndarray, width: int, q: float, least: int) -> np.ndarray:
    entries = values.tolist()
    answers = []
    for start in range(len(entries) - width + 1):
        window = sorted([entry for entry in entries[start : start + width] if entry == entry])
        if len(window) < least:
            answers.append(np.nan)
            continue
        h = q * (len(window) - 1)
        j = int(h)
        answer = window[j]
        if h != j:
            answer += (h - j) * (window[j + 1] - answer)
        answers.append(answer)
    return np.array(answers)
