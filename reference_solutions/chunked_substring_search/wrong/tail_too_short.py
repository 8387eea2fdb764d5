# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: off by one (the tail is two bytes shorter than the pattern); fails on: hits with one byte after a border."""


def search(pieces: list[bytes], order: list[int], pattern: bytes) -> tuple[int, int, int]:
    reach = max(0, len(pattern) - 2)
    inside = [find_all(piece, pattern) for piece in pieces]
    counts = [len(found) for found in inside]
    sums = [sum(found) for found in inside]
    hits = positions = crossing = base = 0
    tail = b""
    for index in order:
        piece = pieces[index]
        hits += counts[index]
        positions += counts[index] * base + sums[index]
        if reach:
            for at in find_all(tail + piece[:reach], pattern):
                hits += 1
                crossing += 1
                positions += base - len(tail) + at
            tail = (tail + piece[-reach:])[-reach:]
        base += len(piece)
    return hits, positions, crossing


def find_all(text: bytes, pattern: bytes) -> list[int]:
    found = []
    at = text.find(pattern)
    while at != -1:
        found.append(at)
        at = text.find(pattern, at + 1)
    return found
