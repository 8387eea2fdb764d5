# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Forgets that a periodic word has its least rotation in the first period already."""

import re

SHORT = 40  # below this, comparing all rotations is faster
LONG_RUN = 64  # from here on a regular expression finds the longest run


def least_rotations(words: list[str], alphabet: str) -> list[int]:
    ranks = "".join(map(chr, range(len(alphabet))))
    table = str.maketrans(alphabet, ranks)
    answers = []
    for word in words:
        word = word.translate(table)
        smallest = next(letter for letter in ranks if letter in word)
        answers.append(least_rotation(word, smallest)[0])
    return answers


def least_rotation(ring: str, smallest: str) -> tuple[int, int]:
    """The start of the least rotation, and the ring's period."""
    n = len(ring)
    if n <= SHORT:
        twice = ring + ring
        rotations = [twice[i : i + n] for i in range(n)]
        return rotations.index(min(rotations)), twice.find(ring, 1)
    start = len(ring.rstrip(smallest))
    if start == 0:
        return 0, 1
    if start == n:
        start = ring.index(smallest)
    line = ring[start:] + ring[:start]  # no run crosses the ends
    run = longest_run(line, smallest)
    first = line.index(run)
    if first:
        start = (start + first) % n
        line = ring[start:] + ring[:start]
    tails = line.split(run)
    del tails[0]
    if len(tails) == 1:
        return start, n
    distinct = sorted(set(tails))
    if len(distinct) == 1:
        period = len(run) + len(tails[0])
        return start % period, period
    names = dict(zip(distinct, map(chr, range(len(distinct))), strict=True))
    first, period = least_rotation("".join([names[tail] for tail in tails]), "\0")
    start += first * len(run) + sum(map(len, tails[:first]))
    if period == len(tails):
        return start % n, n
    period = period * len(run) + sum(map(len, tails[:period]))
    return start % n, period


def longest_run(line: str, letter: str) -> str:
    run = letter
    while len(run) < LONG_RUN and run + run in line:
        run += run
    if len(run) >= LONG_RUN:
        return max(re.findall(f"{re.escape(run)}{re.escape(letter)}*", line))
    step = len(run) // 2
    while step:
        if run + letter * step in line:
            run += letter * step
        step //= 2
    return run
