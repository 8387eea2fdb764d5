# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads the count, leaves overlapping occurrences out; fails on: words that overlap themselves."""


def longest_on_ring(text, k):
    n = len(text)
    ring = text + text
    for length in range(min(n, 60), 0, -1):
        best = None
        for word in sorted({ring[i : i + length] for i in range(n)}):
            if (ring + word).count(word) >= 2 * k and text.count(word) >= k:
                places = [i for i in range(n) if ring.startswith(word, i)]
                best = best or (length, places[0], len(places))
        if best:
            return best
    return 0, 0, 0
