# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
MOD = 998244353


def bond_worth(words: list[str], least: int) -> int:
    backwards = sorted(w[::-1] for w in words if len(w) >= least)
    total = 0
    current = 0      # sum of the worths of all pairs whose second word is the present one
    stack = []       # (worth, number of earlier words with this worth), worths ascending
    for a, b in zip(backwards, backwards[1:]):
        bond = 0
        if a == b:
            bond = len(a)
        else:
            for x, y in zip(a, b):
                if x != y:
                    break
                bond += 1
        worth = bond * bond if bond >= least else 0
        count = 1
        while stack and stack[-1][0] >= worth:
            w, c = stack.pop()
            current -= w * c
            count += c
        stack.append((worth, count))
        current += worth * count
        total += current
    return total % MOD
