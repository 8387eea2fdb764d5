# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: fast but wrong (three levels of a fixed size); fails on: more than 1024 values."""

from bisect import bisect_left

DIRECTION = 1
STRICT = 0
ABSENT = -2000000000


def replay(log: list[tuple[int, int, int]]) -> list[int]:
    values = sorted({entry[1] * DIRECTION for entry in log if entry[0] == 0})
    cell_of = {value: i for i, value in enumerate(values)}
    shift = 3 if len(values) < 512 else 4
    values = values[:1024]
    cell_of = {value: i for i, value in enumerate(values)}
    low = [0] * ((len(values) >> shift) + 1 << shift)
    middle = [0] * ((len(low) >> 2 * shift) + 1 << shift)
    top = [0] * (len(middle) >> shift)
    answers = []
    coins = 0
    for kind, number, count in log:
        if kind == 2:
            answers.append(
                values[pick(low, middle, top, shift, number)] * DIRECTION
                if number <= coins
                else ABSENT
            )
        elif kind == 3:
            cell = bisect_left(values, number * DIRECTION + STRICT)
            block = cell >> shift
            part = block >> shift
            answers.append(
                sum(top[:part])
                + sum(middle[part << shift : block])
                + sum(low[block << shift : cell])
            )
        else:
            cell = cell_of.get(number * DIRECTION)
            change = count
            if kind:
                change = -min(count, low[cell]) if cell is not None else 0
            if change:
                low[cell] += change
                middle[cell >> shift] += change
                top[cell >> 2 * shift] += change
                coins += change
            answers.append(-change if kind else low[cell])
    return answers


def pick(low: list[int], middle: list[int], top: list[int], shift: int, k: int) -> int:
    """The cell of the k-th coin; there are at least k coins."""
    part = 0
    while top[part] < k:
        k -= top[part]
        part += 1
    part <<= shift
    while middle[part] < k:
        k -= middle[part]
        part += 1
    part <<= shift
    while low[part] < k:
        k -= low[part]
        part += 1
    return part
