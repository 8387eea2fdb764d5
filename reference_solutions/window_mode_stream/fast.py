# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Follow the champion: it falls only when it loses an occurrence while another value has as many.

For every count there is a heap of the values that ever rose to it; stale entries are thrown away
when the heap is asked, which is only when a champion falls. A value that sinks to a count need not
be pushed: it is there since it rose through it, or it will rise through it again. O(n log n), with
one push a window and usually nothing else.
"""

from heapq import heapify, heappop, heappush

TIE = "largest"
MODULUS = 998244353


def champion_ledger(values: list[int], k: int) -> tuple[int, int]:
    if TIE == "smallest":
        reigns, total = ledger(values, k)
    else:
        reigns, total = ledger([-value for value in values], k)
        total = -total
    return reigns, total % MODULUS


# One long function, because a call for every value would cost more than the work itself.
def ledger(values: list[int], k: int) -> tuple[int, int]:
    """The reigns and the weighted sum when the smallest value wins a tie."""
    counts = dict.fromkeys(values, 0)
    risen: list[list[int]] = [[]]  # by count
    for value in values[:k]:
        counts[value] = count = counts[value] + 1
        if count == len(risen):
            risen.append([])
        risen[count].append(value)
    for heap in risen:
        heapify(heap)
    top = len(risen) - 1
    champion = risen[top][0]
    risen.append([])
    reigns, total, since = 1, 0, 0
    for window, (old, new) in enumerate(zip(values, values[k:]), 1):  # noqa: B905 - cut to the windows
        if old == new:
            continue
        counts[old] -= 1
        counts[new] = count = counts[new] + 1
        heappush(risen[count], new)
        if count > top:
            top = count
            if top + 1 == len(risen):
                risen.append([])
            if new == champion:
                continue
            successor = new
        elif old == champion:
            heap = risen[top]
            while heap and counts[heap[0]] != top:
                heappop(heap)
            if not heap:  # nobody else has as many: it stays, with one less
                top -= 1
                continue
            successor = heap[0]
        else:
            continue
        total += champion * (window * (window + 1) - since * (since + 1) >> 1)
        reigns += 1
        since = window
        champion = successor
    window = len(values) - k + 1
    total += champion * (window * (window + 1) - since * (since + 1) >> 1)
    return reigns, total
