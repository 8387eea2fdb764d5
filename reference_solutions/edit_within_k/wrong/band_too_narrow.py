# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: greedy (fast but wrong), looks at half of the diagonals; fails on: many insertions or deletions."""

CHUNK = 512  # columns between two rebuildings of the letters' masks


def edits_to_beginning(source: str, target: str, k: int) -> tuple[int, int]:
    k, asked = (k + 1) // 2, k
    rows = len(source)
    columns = min(len(target), rows + k)
    if rows - columns > k:
        return -1, -1
    width = 2 * k + 1
    full = (1 << width) - 1
    bottom = 1 << 2 * k
    # Bit b of column j stands for row j - k + b. Above row 0 the costs go on rising upwards.
    rises = full >> k << k  # where the cost grows by one from the row above
    falls = full >> k + 1
    cost = min(k, rows)  # of the lowest row in the band
    best, length = (rows, 0) if rows <= k else (k + 1, -1)
    masks: dict[str, int] = {}
    offset = 0
    for column in range(1, columns + 1):
        if (column - 1) % CHUNK == 0:
            masks, offset = letter_masks(source, column - 1 - k, width + CHUNK), 0
        # Where the cost is that of the row above in the column before, not one more:
        fits = masks.get(target[column - 1], 0) >> offset & full
        offset += 1
        straight = ((fits & rises) + rises ^ rises | fits | falls) & full
        up = falls | full ^ (straight | rises)  # where the cost grows by one from the column before
        down = straight & rises
        if column + k <= rows:
            if not straight & bottom:
                cost += 1
        else:
            row = rows - column + k
            cost += (up >> row & 1) - (down >> row & 1)
        if column + k >= rows and cost <= best:
            best, length = cost, column
        straight >>= 1
        falls = straight & up
        rises = down | full ^ (straight | up)
    return (best, length) if best <= asked else (-1, -1)


def letter_masks(source: str, start: int, count: int) -> dict[str, int]:
    """Letter -> bits of its places in the `count` letters from `start`, which may be negative."""
    part = source[max(0, start) : start + count]
    shift = max(0, -start)
    backwards = part[::-1]
    masks = {}
    for letter in set(part):
        others = str.maketrans(dict.fromkeys(set(part), "0") | {letter: "1"})
        masks[letter] = int(backwards.translate(others), 2) << shift
    return masks
