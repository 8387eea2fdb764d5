# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (an event with the floor's score is thrown away unseen, or always let in); fails on: ties at the k-th place, whichever event they favour."""

from collections import defaultdict
from heapq import heapify, heapreplace
from itertools import compress
from operator import gt, neg
from struct import unpack_from

TIE = "earlier"
ORDER = "higher"
MODULUS = 1000003
BLOCK = 2_048  # events
SHIFT = 20
LOW = (1 << SHIFT) - 1
NOTHING = -(1 << 40)


def best_per_key(data: bytes, k: int) -> list[tuple[int, int, int]]:
    # key -> highest score that is not good enough
    floors: dict[int, int] = defaultdict(lambda: NOTHING)
    heaps: dict[int, list[int]] = defaultdict(list)
    floor_of = floors.__getitem__
    early = TIE == "earlier"
    flip = LOW if early else 0
    total = len(data) // 8
    for start in range(0, total, BLOCK):
        count = min(BLOCK, total - start)
        keys = unpack_from("<" + "I4x" * count, data, 8 * start)
        scores = unpack_from("<" + "4xi" * count, data, 8 * start)
        if ORDER == "lower":
            scores = tuple(map(neg, scores))
        promising = map(gt, scores, map(floor_of, keys))
        for index in compress(range(count), promising):
            key = keys[index]
            heap = heaps[key]
            item = scores[index] << SHIFT | (start + index + 1) ^ flip
            if len(heap) == k:
                heapreplace(heap, item)
                floors[key] = (heap[0] >> SHIFT) - early
            else:
                heap.append(item)
                if len(heap) == k:
                    heapify(heap)
                    floors[key] = (heap[0] >> SHIFT) - early
    sign = -1 if ORDER == "lower" else 1
    answer = []
    for key in sorted(heaps):
        heap = sorted(heaps[key], reverse=True)
        checksum = sum([rank * (item & LOW ^ flip) for rank, item in enumerate(heap, 1)])
        answer.append((key, sign * (heap[-1] >> SHIFT), checksum % MODULUS))
    return answer
