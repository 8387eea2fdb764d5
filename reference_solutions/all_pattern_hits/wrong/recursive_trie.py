# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: recursion depth, wrong at scale only; fails on: patterns of more than about a thousand letters."""

ANCHOR = "begins"
WINNER = "shortest"


def positions_won(text, patterns):
    trie = {}
    for i, pattern in enumerate(patterns):
        insert(trie, pattern if ANCHOR == "begins" else pattern[::-1], 0, i)
    if ANCHOR != "begins":
        text = text[::-1]
    won = [0] * len(patterns)
    for start in range(len(text)):
        node, winner = trie, None
        for place in range(start, len(text)):
            node = node.get(text[place])
            if node is None:
                break
            if "" in node:
                winner = node[""]
                if WINNER == "shortest":
                    break
        if winner is not None:
            won[winner] += 1
    return won


def insert(node, pattern, place, number):
    if place == len(pattern):
        node[""] = number
    else:
        insert(node.setdefault(pattern[place], {}), pattern, place + 1, number)
