# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Count all words of every length, from the longest down, until one is frequent. O(n^3) letters."""

from collections import Counter


def longest_on_ring(text: str, k: int) -> tuple[int, int, int]:
    n = len(text)
    ring = text + text
    for length in range(n, 0, -1):
        counts = Counter(ring[start : start + length] for start in range(n))
        frequent = [word for word, count in counts.items() if count >= k]
        if frequent:
            word = min(frequent)
            return length, ring.index(word), counts[word]
    return 0, 0, 0
