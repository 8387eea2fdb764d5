# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Breadth-first over squares with sets of keys, all as numbers. O(squares * key sets)."""

BORDER = "ring"
STEPS = "king"


def fewest_moves(rows: list[str]) -> int:
    height, width = len(rows), len(rows[0])
    size = height * width
    text = "".join(rows)
    near: list[list[int] | None] = [None] * size
    goal = text.index("*")
    start = text.index("@")
    seen = {0: bytearray(size)}
    seen[0][start] = 1
    layer = [(start, 0)]
    moves = 0
    while layer:
        moves += 1
        following = []
        for here, held in layer:
            places = near[here]
            if places is None:
                places = near[here] = neighbours(here, text, height, width)
            for place in places:
                square = text[place]
                keys = held
                if square != ".":
                    if "a" <= square <= "h":
                        keys |= 1 << (ord(square) - 97)
                        if keys not in seen:
                            seen[keys] = bytearray(size)
                    elif "A" <= square <= "H" and not held >> (ord(square) - 65) & 1:
                        continue
                if not seen[keys][place]:
                    if place == goal:
                        return moves
                    seen[keys][place] = 1
                    following.append((place, keys))
        layer = following
    return -1


def neighbours(here: int, text: str, height: int, width: int) -> list[int]:
    r, c = divmod(here, width)
    if STEPS == "rook":
        around = [(r - 1, c), (r, c - 1), (r, c + 1), (r + 1, c)]
    else:
        around = [(y, x) for y in (r - 1, r, r + 1) for x in (c - 1, c, c + 1)]
    if BORDER == "ring":
        places = [y % height * width + x % width for y, x in around]
    else:
        places = [y * width + x for y, x in around if 0 <= y < height and 0 <= x < width]
    return [place for place in places if text[place] != "#"]
