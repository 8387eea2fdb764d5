# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter


def count_neighbours(settings: list[int]) -> int:
    counts = Counter(settings)
    get = counts.get
    bits = [1 << b for b in range(80)]
    total = 0
    for value, c in counts.items():
        for bit in bits:
            if not value & bit:
                other = get(value | bit)
                if other:
                    total += c * other
    return total
