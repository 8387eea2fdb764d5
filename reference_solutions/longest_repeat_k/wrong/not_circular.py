# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a condition, no word runs over the end; fails on: words that do."""

from collections import Counter


def longest_on_ring(text, k):
    n = len(text)
    low, high, best = 0, n, (0, 0, 0)
    while low < high:
        length = (low + high + 1) // 2
        counts = Counter(text[i : i + length] for i in range(n - length + 1))
        frequent = [word for word, count in counts.items() if count >= k]
        if frequent:
            low = length
            best = (length, text.index(min(frequent)), counts[min(frequent)])
        else:
            high = length - 1
    return best
