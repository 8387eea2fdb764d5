# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The textbook automaton of Aho and Corasick: dicts, failure links that are followed as one goes,
and output links to the patterns that end at a position. O(text + patterns + hits).
"""

from collections import deque

ANCHOR = "begins"
WINNER = "shortest"


def positions_won(text: str, patterns: list[str]) -> list[int]:
    backwards = ANCHOR == "begins"
    children: list[dict[str, int]] = [{}]
    own = [-1]
    for number, pattern in enumerate(patterns):
        node = 0
        for letter in reversed(pattern) if backwards else pattern:
            if letter not in children[node]:
                children[node][letter] = len(children)
                children.append({})
                own.append(-1)
            node = children[node][letter]
        own[node] = number
    fail = [0] * len(children)
    output = [0] * len(children)
    queue = deque(children[0].values())
    while queue:
        node = queue.popleft()
        output[node] = fail[node] if own[fail[node]] >= 0 else output[fail[node]]
        for letter, child in children[node].items():
            back = fail[node]
            while back and letter not in children[back]:
                back = fail[back]
            fail[child] = children[back].get(letter, 0)
            queue.append(child)
    won = [0] * len(patterns)
    node = 0
    for letter in reversed(text) if backwards else text:
        while node and letter not in children[node]:
            node = fail[node]
        node = children[node].get(letter, 0)
        hits = []  # longest first
        at = node
        while at:
            if own[at] >= 0:
                hits.append(own[at])
            at = output[at]
        if hits:
            won[hits[-1] if WINNER == "shortest" else hits[0]] += 1
    return won
