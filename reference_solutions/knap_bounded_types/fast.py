# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Only the types near the break of the greedy choice are open; numpy rows decide about those.

Types in falling order of worth a pound, each taken as often as it fits: the type that no longer
fits, the break, sets a price for a pound. At this price, every copy that is left out before the
break, or taken behind it, costs something, and all choices better than the best one known cost no
more than the gap between that one and the linear bound. So hardly any copy is in question. A narrow
guess at the gap comes first: it finds a choice that makes the gap narrow. A chest that must be full
takes all types. A row needs only the loads from which the bundles to come can still reach the end.
"""

import numpy as np

FILL = "within"
SENSE = 1
_NEVER = -(10**18)


def load_chest(load: int, types: list[tuple[int, int, int]]) -> int:
    offers = [(w, SENSE * worth, min(count, load // w)) for w, worth, count in types]
    if FILL == "exact":
        found = best_of(load, offers, _NEVER)
        return SENSE * found if found > _NEVER // 2 else 0
    offers = [offer for offer in offers if offer[1] > 0]
    offers.sort(key=lambda offer: (offer[1] << 40) // offer[0], reverse=True)
    return SENSE * near_break(load, offers)


def near_break(load: int, offers: list[tuple[int, int, int]]) -> int:
    room, least = load, 0
    for place, (weight, worth, count) in enumerate(offers):  # noqa: B007 - used below
        if weight * count > room:
            break
        room -= weight * count
        least += worth * count
    else:
        return least
    bound = least * weight + worth * room  # on the worth of all choices, times the break's weight
    for w, v, count in offers[place:]:
        copies = min(count, room // w)
        room -= w * copies
        least += v * copies
    costs = [abs(v * weight - worth * w) for w, v, _ in offers]
    guess = sorted(costs)[min(12, len(costs) - 1)]
    seen = -1
    while seen < (gap := bound - weight * (least + 1)):
        seen = min(guess, gap)
        guess = 16 * guess + 1
        cap, sure = load, 0
        open_offers = []
        for i, ((w, v, count), cost) in enumerate(zip(offers, costs, strict=True)):
            copies = min(count, seen // cost) if cost else count
            if i < place:
                cap -= (count - copies) * w
                sure += (count - copies) * v
            open_offers.append((w, v, copies))
        least = max(least, sure + best_of(cap, open_offers, 0))
    return least


def best_of(cap: int, offers: list[tuple[int, int, int]], empty: int) -> int:
    """The best worth at the load `cap`; at the start, loads above 0 are worth `empty`."""
    bundles = []
    for weight, worth, count in offers:
        size = 1
        while count > 0:
            size = min(size, count)
            bundles.append((size * weight, size * worth))
            count -= size
            size *= 2
    bundles.sort(reverse=True)
    rest = sum([weight for weight, _ in bundles])
    best = np.full(cap + 1, empty, dtype=np.int64)
    best[0] = 0
    for weight, worth in bundles:
        rest -= weight
        first = max(weight, cap - rest)
        if first <= cap:
            row = best[first:]
            np.maximum(row, best[first - weight : cap + 1 - weight] + worth, out=row)
    return int(best[cap])
