# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""List every block that covers the need, counted with `list.count`, and sort the list."""

MEASURE = "cost"
TIE = "last"


def cheapest_cover(items: list[int], weights: list[int], need: list[int]) -> tuple[int, int, int]:
    covers = []
    for length in range(1, len(items) + 1):
        for start in range(len(items) - length + 1):
            block = items[start : start + length]
            if all(block.count(item) >= need.count(item) for item in set(need)):
                covers.append((sum(weights[start : start + length]), start, length))
    if not covers:
        return -1, -1, -1
    towards = 1 if TIE == "first" else -1
    if MEASURE == "cost":
        covers.sort(key=lambda cover: (cover[0], cover[2], towards * cover[1]))
    else:
        covers.sort(key=lambda cover: (cover[2], cover[0], towards * cover[1]))
    return covers[0]
