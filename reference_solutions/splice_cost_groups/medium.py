# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Whole groups at once, the shortest from a heap. O(n log n)."""

from heapq import heapify, heappop, heappush


def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int:
    heap = list(zip(lengths, counts, strict=True))
    missing = (1 - sum(counts)) % (arms - 1)  # from a full first splice
    heap.append((0, missing))
    heapify(heap)
    coins = 0
    while True:
        length, count = heappop(heap)
        while heap and heap[0][0] == length:
            count += heappop(heap)[1]
        if count >= arms:
            times = count // arms
            coins += length * arms * times
            heappush(heap, (length * arms, times))
            count %= arms
        made = length * count
        while 0 < count < arms:
            if not heap:
                return coins
            length, more = heappop(heap)
            used = min(more, arms - count)
            made += length * used
            count += used
            if count == arms:
                coins += made
                heappush(heap, (made, 1))
            if used < more:
                heappush(heap, (length, more - used))
