# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try every splice of every set of pieces, for a handful of them. No greed in it."""

from functools import cache
from itertools import combinations


def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int:
    @cache
    def fewest(pieces: tuple[int, ...]) -> int:
        if len(pieces) == 1:
            return 0
        places = range(len(pieces))
        bills = set()
        for size in range(2, min(arms, len(pieces)) + 1):
            for chosen in combinations(places, size):
                made = sum(pieces[i] for i in chosen)
                rest = [pieces[i] for i in places if i not in chosen]
                bills.add(made + fewest(tuple(sorted([*rest, made]))))
        return min(bills)

    pieces = [length for i, length in enumerate(lengths) for _ in range(counts[i])]
    return fewest(tuple(sorted(pieces)))
