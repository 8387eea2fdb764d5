# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, sampling (windows wider than 32 use every second entry); fails on: wide windows."""

import numpy as np


def rolling_quantile(values, width, q, least):
    answers = []
    stride = 2 if width > 32 else 1
    for i in range(len(values) - width + 1):
        window = values[i : i + width]
        window = window[~np.isnan(window)]
        if len(window) < least:
            answers.append(np.nan)
        else:
            answers.append(np.quantile(window[::stride], q))
    return np.array(answers)
