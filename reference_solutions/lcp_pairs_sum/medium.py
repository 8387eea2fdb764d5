# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A trie of all words that counts how many of them pass each node. O(letters)."""

END = "suffix"
SCORE = "square"
MODULUS = 998244353


def bond_worth(words: list[str], least: int) -> int:
    longest = max(map(len, words), default=0)
    worth = [worth_of(bond) if bond >= least else 0 for bond in range(longest + 1)]
    gains = [0] + [worth[bond] - worth[bond - 1] for bond in range(1, longest + 1)]
    children: list[dict[str, int]] = [{}]
    passed = [0]
    total = 0
    for word in words:
        node = 0
        for depth, letter in enumerate(reversed(word) if END == "suffix" else word, 1):
            child = children[node].get(letter)
            if child is None:
                child = len(children)
                children[node][letter] = child
                children.append({})
                passed.append(0)
            node = child
            total += passed[node] * gains[depth]
            passed[node] += 1
    return total % MODULUS


def worth_of(bond: int) -> int:
    if SCORE == "square":
        return bond * bond
    return bond if SCORE == "length" else bond * (bond + 1) // 2
