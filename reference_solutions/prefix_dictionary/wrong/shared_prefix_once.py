# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (remembers the first count of a prefix); fails on: a prefix that is asked for again."""

from bisect import bisect_left

MISSING = ""
PROPER = 0

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def replay(alphabet: str, log: list[tuple[int, str, int]]) -> list[int | str]:
    ordered = str.maketrans(alphabet, LETTERS)
    words = {word: word.translate(ordered) for kind, word, _ in log if kind == 0}
    by_key = sorted(words, key=words.__getitem__)
    keys = [words[word] for word in by_key]
    cell_of = {word: i for i, word in enumerate(by_key)}
    shift = (len(keys).bit_length() + 1) // 2
    cells = [0] * len(keys)
    blocks = [0] * ((len(keys) >> shift) + 1)
    ranges: dict[str, tuple[int, int]] = {}
    answers: list[int | str] = []
    for kind, text, number in log:
        if kind > 1:
            if text not in ranges:
                prefix = text.translate(ordered)
                first = bisect_left(keys, prefix + "." * PROPER)
                ranges[text] = first, bisect_left(keys, prefix + "~", first)
            first, stop = ranges[text]
            cards = between(cells, blocks, shift, first, stop)
            if kind == 2:
                ranges.setdefault(text + "#", cards)
                answers.append(ranges[text + "#"])
            elif number > cards:
                answers.append(MISSING)
            else:
                answers.append(by_key[find(cells, blocks, shift, first, number)])
        elif kind == 0:
            cell = cell_of[text]
            cells[cell] += number
            blocks[cell >> shift] += number
            answers.append(cells[cell])
        elif text in cell_of:
            cell = cell_of[text]
            answers.append(cells[cell])
            blocks[cell >> shift] -= cells[cell]
            cells[cell] = 0
        else:
            answers.append(0)
    return answers


def between(cells: list[int], blocks: list[int], shift: int, first: int, stop: int) -> int:
    """The cards in the cells first … stop - 1."""
    block = (first >> shift) + 1
    last = stop >> shift
    if last < block:
        return sum(cells[first:stop])
    inside = sum(blocks[block:last])
    return sum(cells[first : block << shift]) + inside + sum(cells[last << shift : stop])


def find(cells: list[int], blocks: list[int], shift: int, first: int, number: int) -> int:
    """The cell of this card, counted from the cell `first`; there are at least as many cards."""
    block = (first >> shift) + 1
    left = sum(cells[first : block << shift])
    if left < number:
        number -= left
        while blocks[block] < number:
            number -= blocks[block]
            block += 1
        first = block << shift
    while cells[first] < number:
        number -= cells[first]
        first += 1
    return first
