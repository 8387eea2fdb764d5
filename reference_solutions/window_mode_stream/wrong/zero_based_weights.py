# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: off by one in the checksum's weights; fails on: every list whose champions do not add up to 0."""

from collections import Counter

TIE = "largest"
MODULUS = 998244353


def champion_ledger(values, k):
    pick = min if TIE == "smallest" else max
    champion = None
    reigns = total = 0
    for window in range(len(values) - k + 1):
        counts = Counter(values[window : window + k])
        highest = max(counts.values())
        if champion is None or counts[champion] != highest:
            champion = pick(v for v, c in counts.items() if c == highest)
            reigns += 1
        total += window * champion
    return reigns, total % MODULUS
