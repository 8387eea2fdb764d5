# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (seen squares do not depend on the keys); fails on: a way back with a new key."""

BORDER = "ring"
STEPS = "king"


def fewest_moves(rows: list[str]) -> int:  # noqa: C901 - one search, and calls cost
    height, width = len(rows), len(rows[0])
    line = width + 1  # a closed column, so that nothing slips into the next row
    text = "#".join(rows)
    start, goal = 1 << text.index("@"), 1 << text.index("*")
    keys = [(1 << i, ord(c) - 97) for i, c in enumerate(text) if "a" <= c <= "h"]
    has_key = bits_of(text, "abcdefgh")
    doors = {key: bits_of(text, chr(key + 65)) for _, key in keys}
    floor = bits_of(text, ".@*abcdefgh")
    left_edge = bits_of(("1" + "#" * width) * height, "1")
    size = height * line

    def spread(here: int) -> int:
        sides = here << 1 | here >> 1
        if BORDER == "ring":
            sides |= (here & left_edge) << (width - 1) | (here >> (width - 1)) & left_edge
        wide = here | sides if STEPS == "king" else here
        found = sides | wide << line | wide >> line
        if BORDER == "ring":
            found |= wide >> (size - line) | wide << (size - line)
        return found

    allowed = {0: floor}
    seen = {0: start}
    last = {0: start}
    moves = 0
    while last:
        following: dict[int, int] = {}
        moves += 1
        for held, here in last.items():
            fresh = spread(here) & allowed[held] & ~seen[held]
            if not fresh:
                continue
            if fresh & goal:
                return moves
            seen[held] |= fresh
            if fresh & has_key:
                for bit, key in keys:
                    if fresh & bit and not held >> key & 1:
                        fresh ^= bit
                        more = held | 1 << key
                        if more not in seen:
                            seen[more] = seen[held]
                            allowed[more] = allowed[held] | doors[key]
                        if not seen[more] & bit:
                            seen[more] |= bit
                            following[more] = following.get(more, 0) | bit
            if fresh:
                following[held] = following.get(held, 0) | fresh
        last = following
    return -1


def bits_of(text: str, kinds: str) -> int:
    """One bit a square, the first square's the lowest; set where the square is of these kinds."""
    digits = {ord(c): "1" if c in kinds else "0" for c in set(text)}
    return int(text[::-1].translate(digits), 2)
