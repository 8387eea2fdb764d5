# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Compare every two words letter by letter. O(n^2 * length)."""

END = "suffix"
SCORE = "square"
MODULUS = 998244353


def bond_worth(words: list[str], least: int) -> int:
    total = 0
    for i in range(len(words)):
        for j in range(i):
            a, b = words[i], words[j]
            bond = 0
            while bond < len(a) and bond < len(b):
                place = -1 - bond if END == "suffix" else bond
                if a[place] != b[place]:
                    break
                bond += 1
            if bond >= least:
                if SCORE == "square":
                    total += bond * bond
                elif SCORE == "length":
                    total += bond
                else:
                    total += bond * (bond + 1) // 2
    return total % MODULUS
