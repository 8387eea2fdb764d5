# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""What a chunk adds is looked up by the bytes before it and its piece, in a cache of a thousand."""

from functools import lru_cache


def search(pieces: list[bytes], order: list[int], pattern: bytes) -> tuple[int, int, int]:
    reach = len(pattern) - 1

    @lru_cache(maxsize=1_000)
    def added(tail: bytes, index: int) -> tuple[int, int, int]:
        """Hits that end in the chunk, their positions from its begin, those that cross."""
        text = tail + pieces[index]
        count = offsets = across = 0
        at = text.find(pattern)
        while at >= 0:
            count += 1
            offsets += at - len(tail)
            across += at < len(tail)
            at = text.find(pattern, at + 1)
        return count, offsets, across

    hits = positions = crossing = base = 0
    tail = b""
    for index in order:
        count, offsets, across = added(tail, index)
        hits += count
        positions += base * count + offsets
        crossing += across
        piece = pieces[index]
        base += len(piece)
        if len(piece) < reach:
            tail += piece
            if len(tail) > reach:
                tail = tail[len(tail) - reach :]
        else:
            tail = piece[len(piece) - reach :]
    return hits, positions, crossing
