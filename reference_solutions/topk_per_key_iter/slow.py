# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Each key's events in a list that is sorted and cut to `k` after every event."""

from struct import unpack

TIE = "earlier"
ORDER = "higher"
MODULUS = 1000003


def best_per_key(data: bytes, k: int) -> list[tuple[int, int, int]]:
    sign = -1 if ORDER == "higher" else 1
    direction = 1 if TIE == "earlier" else -1
    best: dict[int, list[tuple[int, int]]] = {}
    for at in range(0, len(data), 8):
        key, score = unpack("<Ii", data[at : at + 8])
        kept = best.get(key, [])
        kept.append((score, at // 8 + 1))
        kept.sort(key=lambda event: (sign * event[0], direction * event[1]))
        best[key] = kept[:k]
    answer = []
    for key in sorted(best):
        checksum = sum(rank * number for rank, (_, number) in enumerate(best[key], 1))
        answer.append((key, best[key][-1][0], checksum % MODULUS))
    return answer
