# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: stale cache (fast but wrong), only looks at the value that enters; fails on: a champion that loses occurrences."""

from collections import Counter

TIE = "largest"
MODULUS = 998244353


def champion_ledger(values, k):
    pick = min if TIE == "smallest" else max
    counts = Counter(values[:k])
    top = max(counts.values())
    champion = pick(v for v, c in counts.items() if c == top)
    reigns, total = 1, champion
    for window in range(1, len(values) - k + 1):
        old, new = values[window - 1], values[window + k - 1]
        counts[old] -= 1
        counts[new] += 1
        if counts[new] > top:
            top = counts[new]
            if new != champion:
                champion = new
                reigns += 1
        total += (window + 1) * champion
    return reigns, total % MODULUS
