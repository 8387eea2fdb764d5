# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Look at the heads of all runs for every value that is taken. O(n k)."""

KEEP = "exactly"
ORDER = "descending"


def page_index(runs: list[list[int]], q: int, page: int) -> tuple[int, list[int]]:
    ascending = [run if run[0] <= run[-1] else run[::-1] for run in runs if run]
    positions = [0] * len(ascending)
    kept = []
    while True:
        least = None
        for run, position in zip(ascending, positions, strict=True):
            if position < len(run) and (least is None or run[position] < least):
                least = run[position]
        if least is None:
            break
        count = 0
        for i, run in enumerate(ascending):
            while positions[i] < len(run) and run[positions[i]] == least:
                positions[i] += 1
                count += 1
        if KEEP == "least":
            keeps = count >= q
        elif KEEP == "exactly":
            keeps = count == q
        else:
            keeps = count <= q
        if keeps:
            kept.append(least)
    if ORDER == "descending":
        kept = kept[::-1]
    return len(kept), kept[::page]
