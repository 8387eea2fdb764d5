# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""What does not fill the machine stays outside when a length is used up."""

import heapq


def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int:
    heap = [length for length, count in zip(lengths, counts, strict=True) for _ in range(count)]
    heapq.heapify(heap)
    coins = 0
    while len(heap) >= arms:
        made = sum(heapq.heappop(heap) for _ in range(arms))
        coins += made
        heapq.heappush(heap, made)
    return coins
