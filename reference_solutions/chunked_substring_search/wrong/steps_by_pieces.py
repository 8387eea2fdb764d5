# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, stale cache (a step depends on the piece before, not on all bytes before); fails on: pieces shorter than the pattern."""


def search(pieces, order, pattern):
    reach = len(pattern) - 1
    known = {}
    hits = positions = crossing = base = 0
    before, tail = -1, b""
    for index in order:
        piece = pieces[index]
        if (before, index) not in known:
            window = tail + piece
            found = [at for at in range(len(window)) if window.startswith(pattern, at)]
            known[before, index] = (
                len(found),
                sum(found) - len(found) * len(tail),
                sum(at < len(tail) for at in found),
            )
        count, offsets, across = known[before, index]
        hits += count
        positions += base * count + offsets
        crossing += across
        base += len(piece)
        tail = (tail + piece)[-reach:] if reach else b""
        before = index
    return hits, positions, crossing
