# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def positions_won(text: str, patterns: list[str]) -> list[int]:
    # Aho-Corasick over the reversed patterns, fed with the reversed text: the
    # patterns that begin at a position are then those that end there.
    children = [[0] * 26]
    winner = [-1]
    for index, pattern in enumerate(patterns):
        node = 0
        for byte in reversed(pattern.encode()):
            letter = byte - 97
            child = children[node][letter]
            if not child:
                child = len(children)
                children[node][letter] = child
                children.append([0] * 26)
                winner.append(-1)
            node = child
        winner[node] = index

    # Breadth first: complete the transitions and hand down the shortest match.
    fail = [0] * len(children)
    queue = [child for child in children[0] if child]
    for node in queue:
        row = children[node]
        fallback = fail[node]
        fallback_row = children[fallback]
        if winner[fallback] >= 0:  # a proper suffix is shorter, so it wins
            winner[node] = winner[fallback]
        for letter in range(26):
            child = row[letter]
            if child:
                fail[child] = fallback_row[letter]
                queue.append(child)
            else:
                row[letter] = fallback_row[letter]

    visits = [0] * len(children)
    node = 0
    for byte in reversed(text.encode()):
        node = children[node][byte - 97]
        visits[node] += 1

    won = [0] * len(patterns)
    for node, count in enumerate(visits):
        if winner[node] >= 0:
            won[winner[node]] += count
    return won
