# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: guesses the second answer (fast but wrong); fails on: a window that comes again after a break, or within a run."""


def shuffled_windows(text, pattern):
    m = len(pattern)
    if m > len(text):
        return 0, 0
    counts = [0] * 128
    for letter in pattern:
        counts[ord(letter)] += 1
    matches = different = 0
    previous = None
    for i, letter in enumerate(text):
        counts[ord(letter)] -= 1
        if i >= m:
            counts[ord(text[i - m])] += 1
        if not any(counts):
            matches += 1
            key = text[i - m + 1 : i - m + 33]
            different += key != previous
            previous = key
    return matches, different
