# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Write out every window's list of leaders by `list.count`, then walk over those lists."""

from itertools import pairwise

TIE = "largest"
MODULUS = 998244353


def champion_ledger(values: list[int], k: int) -> tuple[int, int]:
    champions: list[int] = []
    for window in range(len(values) - k + 1):
        held = values[window : window + k]
        highest = max(map(held.count, held))
        leaders = sorted(v for v in held if held.count(v) == highest)
        if TIE == "largest":
            leaders.reverse()
        stays = champions and champions[-1] in leaders
        champions.append(champions[-1] if stays else leaders[0])
    changes = sum(a != b for a, b in pairwise(champions))
    checksum = 0
    for place, champion in enumerate(champions, 1):
        checksum = (checksum + place * (champion % MODULUS)) % MODULUS
    return changes + 1, checksum
