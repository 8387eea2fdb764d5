# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: edge case; fails on: paints of no board."""

from bisect import bisect_left, bisect_right

WHAT = 1
MODULUS = 1000000007


def replay(length: int, log: list[tuple[int, ...]]) -> list[int]:
    starts = [0, length]
    colours = [0, -1]

    def cut(place: int) -> int:
        """Makes a part begin at the place; its index."""
        index = bisect_left(starts, place)
        if starts[index] != place:
            starts.insert(index, place)
            colours.insert(index, colours[index - 1])
        return index

    def join(index: int) -> None:
        """Joins the part with the one before if they have one colour."""
        if 0 < index < len(starts) and colours[index - 1] == colours[index]:
            del starts[index], colours[index]

    answers = []
    for entry in log:
        if entry[0] == 0:
            _, left, right, colour = entry
            if left <= right and left < length:
                right = max(right, left + 1)
                first = cut(left)
                last = cut(right)
                starts[first:last] = [left]
                colours[first:last] = [colour]
                join(first + 1)
                join(first)
        elif entry[0] == 1:
            _, left, right = entry
            first = bisect_right(starts, left) - 1
            last = bisect_left(starts, right)
            ends = [*starts[first + 1 : last], right]
            total = 0
            for end, colour in zip(ends, colours[first:last], strict=False):
                total += colour**WHAT * (end - left)
                left = end
            answers.append(total % MODULUS)
        else:
            index = bisect_right(starts, entry[1])
            answers.append(starts[index] - starts[index - 1])
    return answers
