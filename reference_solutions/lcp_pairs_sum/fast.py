# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort; then the bond with any earlier word is the least bond of neighbours in between.

Words become numbers whose lowest byte is the first letter, so the lowest bit in which two
neighbours differ tells their bond. A word's bonds with all earlier ones are summed at once: up to
the last smaller bond of neighbours they are the same as for the word there, behind it they are
equal to the newest bond. A stack finds that place. O(n log n) comparisons in C.
"""

END = "suffix"
SCORE = "square"
MODULUS = 998244353


def bond_worth(words: list[str], least: int) -> int:
    long_enough = [word for word in words if len(word) >= least]
    if END == "suffix":
        long_enough = [word[::-1] for word in long_enough]
    long_enough.sort()
    from_bytes = int.from_bytes
    bonds = [-1]  # the first word, with none before it, gets a bond of 0 here
    before = 0
    for word in long_enough:
        number = from_bytes(word.encode(), "little")
        change = number ^ before
        bonds.append((change & -change).bit_length() - 1 >> 3 if change else len(word))
        before = number
    worth = [worth_of(bond) if bond >= least else 0 for bond in range(max(bonds) + 1)]
    sums = [0]  # for each word, the worth of its pairs with all before it
    add = sums.append
    smaller: list[int] = []  # the places of bonds that are less than all after them
    push, pop = smaller.append, smaller.pop
    top = 0
    for place, bond in enumerate(bonds[1:], 1):
        while bonds[top] >= bond:
            top = pop()
        add(sums[top] + worth[bond] * (place - top))
        push(top)
        top = place
    return sum(sums) % MODULUS


def worth_of(bond: int) -> int:
    if SCORE == "square":
        return bond * bond
    return bond if SCORE == "length" else bond * (bond + 1) // 2
