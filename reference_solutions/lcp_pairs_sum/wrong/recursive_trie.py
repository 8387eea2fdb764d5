# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: recursion depth, wrong at scale only; fails on: words of more than about a thousand letters."""

END = "suffix"
SCORE = "square"
MODULUS = 998244353


def bond_worth(words, least):
    trie = {}
    for word in words:
        insert(trie, word[::-1] if END == "suffix" else word, 0)
    return worth(trie, 0, least) % MODULUS


def insert(node, word, place):
    node[""] = node.get("", 0) + 1
    if place < len(word):
        insert(node.setdefault(word[place], {}), word, place + 1)


def worth(node, depth, least):
    node.setdefault("", 0)
    pairs = node[""] * (node[""] - 1) // 2
    total = 0
    for letter, child in node.items():
        if letter:
            total += worth(child, depth + 1, least)
            pairs -= child[""] * (child[""] - 1) // 2
    if depth >= least:
        values = {"square": depth * depth, "length": depth, "triangle": depth * (depth + 1) // 2}
        total += pairs * values[SCORE]
    return total
