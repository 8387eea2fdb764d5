# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: greedy (fast but wrong), looks only at the corner of sqrt(k) elements a side; fails on: uneven lists."""

PARITY = "different"
ORDER = "descending"


def first_match_sums(left, right, k):
    sign = 1 if ORDER == "ascending" else -1
    side = int(k**0.5) + 2
    columns = [sorted(sign * v for v in right[s::2])[:side] for s in (0, 1)]
    if PARITY == "different":
        columns.reverse()
    rows = [sorted(sign * v for v in left[s::2])[:side] for s in (0, 1)]
    best = sorted(a + b for s in (0, 1) for a in rows[s] for b in columns[s])[:k]
    return sign * best[-1], sign * (sum(best[::2]) - sum(best[1::2]))
