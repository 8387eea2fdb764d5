# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A bounded heap of tuples for each key; every event goes through `heappushpop`. O(n log k)."""

from collections import defaultdict
from heapq import heappush, heappushpop
from struct import unpack_from

TIE = "earlier"
ORDER = "higher"
MODULUS = 1000003


def best_per_key(data: bytes, k: int) -> list[tuple[int, int, int]]:
    heaps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    sign = 1 if ORDER == "higher" else -1
    direction = -1 if TIE == "earlier" else 1
    for number in range(1, len(data) // 8 + 1):
        key, score = unpack_from("<Ii", data, 8 * number - 8)
        heap = heaps[key]
        entry = (sign * score, direction * number)
        if len(heap) < k:
            heappush(heap, entry)
        else:
            heappushpop(heap, entry)
    answer = []
    for key, heap in sorted(heaps.items()):
        heap.sort(reverse=True)
        checksum = 0
        for rank, (_, number) in enumerate(heap, 1):
            checksum += rank * direction * number
        answer.append((key, sign * heap[-1][0], checksum % MODULUS))
    return answer
