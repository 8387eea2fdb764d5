# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort; then the bond with any earlier word is the least bond of neighbours in between.

A stack groups the earlier words by their bond with the latest one, so each word is pushed and
popped once. Neighbours are compared by slices of doubling length. O(n log n) comparisons in C.
"""

END = "suffix"
SCORE = "square"
MODULUS = 998244353


def bond_worth(words: list[str], least: int) -> int:
    if END == "suffix":
        words = [word[::-1] for word in words]
    longest = max(map(len, words), default=0)
    worth = [0] * longest + [0]
    for bond in range(least, longest + 1):
        worth[bond] = worth_of(bond)
    heights, counts = [-1], [0]  # bonds of the latest word with all before it, grouped, rising
    total = current = 0  # current: what all those bonds are worth
    ordered = sorted(words)
    previous = ""
    for word in ordered:
        bond = len(previous) if word.startswith(previous) else shared(previous, word)
        count = 0
        while heights[-1] >= bond:
            group = counts.pop()
            current -= worth[heights.pop()] * group
            count += group
        current += worth[bond] * count
        if count:
            heights.append(bond)
            counts.append(count)
        total += current
        heights.append(len(word))
        counts.append(1)
        current += worth[len(word)]
        previous = word
    return total % MODULUS


def worth_of(bond: int) -> int:
    if SCORE == "square":
        return bond * bond
    return bond if SCORE == "length" else bond * (bond + 1) // 2


def shared(a: str, b: str) -> int:
    """How many letters the beginnings of two words share. `b` must not begin with all of `a`."""
    equal, step = 0, 8
    while a[equal:step] == b[equal:step]:
        equal, step = step, 2 * step
    while step - equal > 8:
        middle = (equal + step) // 2
        if a[equal:middle] == b[equal:middle]:
            equal = middle
        else:
            step = middle
    for x, y in zip(a[equal:step], b[equal:step]):  # noqa: B905 - one may end here
        if x != y:
            break
        equal += 1
    return equal
