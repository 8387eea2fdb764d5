# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: greedy, takes half of the sums from either parity; fails on: a parity that holds more of the best."""

PARITY = "different"
ORDER = "descending"


def first_match_sums(left, right, k):
    sign = 1 if ORDER == "ascending" else -1
    columns = [sorted(sign * v for v in right[s::2]) for s in (0, 1)]
    if PARITY == "different":
        columns.reverse()
    rows = [sorted(sign * v for v in left[s::2]) for s in (0, 1)]
    sums = [sorted(a + b for a in rows[s][:k] for b in columns[s][:k]) for s in (0, 1)]
    best = sorted(sums[0][: (k + 1) // 2] + sums[1][: k // 2])
    return sign * best[-1], sign * (sum(best[::2]) - sum(best[1::2]))
