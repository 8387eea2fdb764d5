# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a rule (nobody stays in office on a tie); fails on: ties that the champion shares."""

from collections import Counter

TIE = "largest"
MODULUS = 998244353


def champion_ledger(values, k):
    sign = 1 if TIE == "smallest" else -1
    counts = Counter(values[:k])
    champion = None
    reigns = total = 0
    for window in range(len(values) - k + 1):
        if window:
            counts[values[window - 1]] -= 1
            counts[values[window + k - 1]] += 1
        best = min(counts, key=lambda v: (-counts[v], sign * v))
        reigns += best != champion
        champion = best
        total += (window + 1) * champion
    return reigns, total % MODULUS
