# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: polynomial hash modulo 2**32 (fast but wrong), wrong at scale only; fails on: Thue-Morse words."""

from collections import Counter

MASK = 2**32 - 1


def longest_on_ring(text, k):
    n = len(text)
    ring = text + text
    letters = list(map(ord, text))
    if not frequent(letters, range(n), k):
        return 0, 0, 0
    length, power, hashes = 1, 911382323, letters
    starts = frequent(letters, range(n), k)
    known = [(length, power, hashes)]
    while 2 * length <= n:
        turned = hashes[length:] + hashes[:length]
        longer = [(a * power + b) & MASK for a, b in zip(hashes, turned)]
        found = frequent(longer, starts, k)
        if not found:
            break
        starts, hashes = found, longer
        length, power = 2 * length, power * power & MASK
        known.append((length, power, hashes))
    for step, by, ends in reversed(known[:-1]):
        if length + step <= n:
            turned = ends[length % n :] + ends[: length % n]
            longer = [(a * by + b) & MASK for a, b in zip(hashes, turned)]
            found = frequent(longer, starts, k)
            if found:
                starts, hashes, length = found, longer, length + step
    firsts = {}
    for start in starts:
        firsts.setdefault(hashes[start], start)
    first = min(firsts.values(), key=lambda start: ring[start : start + length])
    return length, first, hashes.count(hashes[first])


def frequent(hashes, starts, k):
    counts = Counter(hashes)
    return [start for start in starts if counts[hashes[start]] >= k]
