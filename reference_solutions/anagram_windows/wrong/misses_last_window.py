"""kind: off by one; fails on: a matching window at the very end of the text."""


def shuffled_windows(text, pattern):
    m = len(pattern)
    wanted = sorted(pattern)
    windows = [text[i : i + m] for i in range(len(text) - m)]
    windows = [window for window in windows if sorted(window) == wanted]
    return len(windows), len(set(windows))
