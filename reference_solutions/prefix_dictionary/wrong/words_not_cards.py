# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: counts words; fails on: words on several cards."""

from bisect import bisect_left
from itertools import accumulate

MISSING = ""
PROPER = 0


def replay(alphabet: str, log: list[tuple[int, str, int]]) -> list[int | str]:
    letters = "".join(sorted(alphabet))
    ordered = str.maketrans(alphabet, letters)
    back = str.maketrans(letters, alphabet)
    keys: list[str] = []
    cards: list[int] = []
    answers: list[int | str] = []
    for kind, text, number in log:
        key = text.translate(ordered)
        if kind > 1:
            first = bisect_left(keys, key + "." * PROPER)
            last = bisect_left(keys, key + "~")
            if kind == 2:
                answers.append(last - first)
            else:
                sums = list(accumulate(cards[first:last]))
                place = bisect_left(sums, number)
                found = place < len(sums)
                answers.append(keys[first + place].translate(back) if found else MISSING)
            continue
        place = bisect_left(keys, key)
        there = place < len(keys) and keys[place] == key
        if kind == 0:
            if there:
                cards[place] += number
            else:
                keys.insert(place, key)
                cards.insert(place, number)
            answers.append(cards[place])
        elif there:
            answers.append(cards.pop(place))
            keys.pop(place)
        else:
            answers.append(0)
    return answers
