# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: memory (all events are unpacked and sorted at the end); fails on: the memory limit at the largest size."""

from struct import iter_unpack

TIE = "earlier"
ORDER = "higher"
MODULUS = 1000003


def best_per_key(data, k):
    sign = -1 if ORDER == "higher" else 1
    direction = 1 if TIE == "earlier" else -1
    groups = {}
    for number, (key, score) in enumerate(iter_unpack("<Ii", data), 1):
        groups.setdefault(key, []).append((sign * score, direction * number))
    answer = []
    for key in sorted(groups):
        kept = sorted(groups[key])[:k]
        checksum = sum(rank * direction * number for rank, (_, number) in enumerate(kept, 1))
        answer.append((key, sign * kept[-1][0], checksum % MODULUS))
    return answer
