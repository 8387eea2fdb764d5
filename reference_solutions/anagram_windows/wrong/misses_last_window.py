# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: off by one; fails on: a matching window at the very end of the text."""


def shuffled_windows(text, pattern):
    m = len(pattern)
    wanted = sorted(pattern)
    windows = [text[i : i + m] for i in range(len(text) - m)]
    windows = [window for window in windows if sorted(window) == wanted]
    return len(windows), len(set(windows))
