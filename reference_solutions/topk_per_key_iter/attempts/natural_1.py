# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import struct
from heapq import heappush, heapreplace


def best_per_key(data: bytes, k: int) -> list[tuple[int, int, int]]:
    heaps = {}
    number = 0
    for key, score in struct.iter_unpack("<Ii", data):
        number += 1
        heap = heaps.get(key)
        if heap is None:
            heaps[key] = [(score, -number)]
        elif len(heap) < k:
            heappush(heap, (score, -number))
        elif score > heap[0][0]:
            heapreplace(heap, (score, -number))
    out = []
    for key in sorted(heaps):
        heap = heaps[key]
        heap.sort(reverse=True)
        checksum = 0
        for rank, (score, minus) in enumerate(heap, 1):
            checksum -= rank * minus
        out.append((key, heap[-1][0], checksum % 1000003))
    return out
