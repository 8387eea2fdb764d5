# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads the position (fast but wrong); fails on: patterns that share one end of an occurrence but not the other."""

from collections import Counter

ANCHOR = "begins"
WINNER = "shortest"


def positions_won(text: str, patterns: list[str]) -> list[int]:
    words = patterns
    if ANCHOR != "begins":  # read backwards, an occurrence ends where it begins
        text = text[::-1]
        words = [pattern[::-1] for pattern in patterns]
    letters = sorted(set("".join(words)))
    codes = bytearray(256)  # 0: in no pattern
    for code, letter in enumerate(letters, 1):
        codes[ord(letter)] = code
    row = automaton([word.encode().translate(codes) for word in words], len(letters) + 2)
    won = Counter([(row := row[code])[-1] for code in text.encode().translate(codes)])
    return [won[number] for number in range(len(patterns))]


def automaton(words: list[bytes], width: int) -> list:
    """The start row. A row holds the next row for each code and, last, the winner (-1: none)."""
    children: list[dict[int, int]] = [{}]
    own = [-1]
    for number, word in enumerate(words):
        node = 0
        for code in word:
            kids = children[node]
            if code not in kids:
                kids[code] = len(own)
                children.append({})
                own.append(-1)
            node = kids[code]
        own[node] = number
    rows: list[list] = [[] for _ in own]
    root = rows[0]
    root += [root] * (width - 1) + [-1]
    queue = []  # (node, the row of its longest proper suffix), shorter words first
    for code, child in children[0].items():
        root[code] = rows[child]
        queue.append((child, root))
    for node, fallback in queue:
        row = rows[node]
        row += fallback
        if own[node] >= 0 and (WINNER == "longest" or fallback[-1] < 0):
            row[-1] = own[node]
        for code, child in children[node].items():
            queue.append((child, fallback[code]))
            row[code] = rows[child]
    return root
