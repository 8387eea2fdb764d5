# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For every pair, try all lengths with startswith or endswith, and add up odd numbers or ranges."""

from itertools import combinations

END = "suffix"
SCORE = "square"
MODULUS = 998244353


def bond_worth(words: list[str], least: int) -> int:
    worths = []
    for a, b in combinations(words, 2):
        if END == "suffix":
            common = [k for k in range(len(a) + 1) if b.endswith(a[len(a) - k :])]
        else:
            common = [k for k in range(len(a) + 1) if b.startswith(a[:k])]
        bond = max(common)
        if bond < least:
            continue
        if SCORE == "square":
            worths.append(sum(range(1, 2 * bond, 2)))
        elif SCORE == "length":
            worths.append(bond)
        else:
            worths.append(sum(range(bond + 1)))
    return sum(worths) % MODULUS
