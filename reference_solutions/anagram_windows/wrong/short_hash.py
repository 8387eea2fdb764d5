# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: collisions, wrong at scale only (fast but wrong); fails on: several hundred different matching windows."""


def shuffled_windows(text, pattern):
    m = len(pattern)
    if m > len(text):
        return 0, 0
    prime, base = 10_007, 131
    shift = pow(base, m, prime)
    counts = [0] * 128
    for letter in pattern:
        counts[ord(letter)] += 1
    wrong = 128 - counts.count(0)
    hashed = matches = 0
    different = set()
    for i, letter in enumerate(text):
        c = ord(letter)
        wrong += (counts[c] == 0) - (counts[c] == 1)
        counts[c] -= 1
        hashed = (hashed * base + c) % prime
        if i >= m:
            c = ord(text[i - m])
            wrong += (counts[c] == 0) - (counts[c] == -1)
            counts[c] += 1
            hashed = (hashed - c * shift) % prime
        if wrong == 0:
            matches += 1
            different.add(hashed)
    return matches, len(different)
