# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import struct


def hot_pages(stream: bytes, k: int) -> list[tuple[int, int]]:
    n = len(stream) // 4
    # first reading: Misra-Gries with k counters keeps every page with more than n / k views
    counters = {}
    for (page,) in struct.iter_unpack("<I", stream):
        if page in counters:
            counters[page] += 1
        elif len(counters) < k:
            counters[page] = 1
        else:
            counters = {p: c - 1 for p, c in counters.items() if c > 1}
    # second reading: exact counts of the candidates
    exact = dict.fromkeys(counters, 0)
    for (page,) in struct.iter_unpack("<I", stream):
        if page in exact:
            exact[page] += 1
    hot = [(p, c) for p, c in exact.items() if c * k > n]
    hot.sort(key=lambda pc: (-pc[1], pc[0]))
    return hot
