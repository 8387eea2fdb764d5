# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""x ** length modulo the recurrence that the tours from home obey, instead of matrix powers.

The vectors "tours of length i" for i = 0, 1, … obey a linear recurrence of order at most n. Its
coefficients come from a random projection of 2 n of the vectors (Berlekamp and Massey), and are
checked against the vectors. Then x ** length is reduced modulo the recurrence's polynomial by
repeated squaring, O(n^2) a bit where a matrix product takes O(n^3). Few squares: matrix squaring
has less overhead.

All numbers are residues in floating point, between -2**29 and 2**29, and are multiplied after one
of them was cut into a high and a low part of 15 bits: sums of 120 such products stay far below
2**53, so they are exact, and rounding does for division.
"""

import random
from itertools import chain, zip_longest
from operator import mul

import numpy as np

STAY = 1
DIRECTION = 1
MODULUS = 998244353

HALF = 32768.0
FEW = 28


def count_tours(n: int, streets: list[tuple[int, int]], home: int, length: int) -> list[int]:
    step = np.eye(n) * STAY
    if streets:
        ends = np.fromiter(chain.from_iterable(streets), np.int64, 2 * len(streets))
        places = ends[::2] + ends[1::2] * n if DIRECTION == 1 else ends[::2] * n + ends[1::2]
        step += np.bincount(places, minlength=n * n).reshape(n, n)
    tours = np.zeros(n)
    tours[home] = 1.0
    answer = by_squaring(step, tours, length) if n < FEW else by_recurrence(step, tours, length)
    return (answer.astype(np.int64) % MODULUS).tolist()


def reduced(numbers: np.ndarray) -> np.ndarray:
    """The residues of least size, for numbers below 2**53."""
    return numbers - np.rint(numbers * (1 / MODULUS)) * MODULUS


def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """left @ right modulo MODULUS."""
    high = np.rint(left * (1 / HALF))
    low = left - high * HALF
    return reduced(reduced(high @ right) * HALF + low @ right)


def by_squaring(step: np.ndarray, tours: np.ndarray, length: int) -> np.ndarray:
    both = np.column_stack([step, tours])
    while length:
        power = both[:, :-1]
        later = product(power, both)
        if not length & 1:
            later[:, -1] = both[:, -1]
        both = later
        length >>= 1
    return both[:, -1]


def by_recurrence(step: np.ndarray, tours: np.ndarray, length: int) -> np.ndarray:
    n = len(tours)
    vectors = np.empty((2 * n, n))
    for i in range(2 * n):
        vectors[i] = tours
        tours = np.fmod(step @ tours, MODULUS)
    rng = random.Random(n)
    while True:
        weights = np.array([rng.randrange(MODULUS) - MODULUS / 2.0 + 0.5 for _ in range(n)])
        terms = product(vectors, weights).astype(np.int64).tolist()
        recurrence = shortest_recurrence(terms)
        order = len(recurrence)
        rule = reduced(np.array(recurrence[::-1], dtype=float))
        if not reduced(product(rule, vectors[:order]) - vectors[order]).any():
            return product(power_of_x(length, rule), vectors[:order])


def power_of_x(exponent: int, rule: np.ndarray) -> np.ndarray:
    """x ** exponent modulo x ** order - (rule[0] + rule[1] x + …)."""
    order = len(rule)
    table = reduced_powers(rule)
    high_table = np.rint(table * (1 / HALF))
    tables = np.hstack([high_table, table - high_table * HALF])
    bits = f"{exponent:b}"
    head = len(bits)  # the first bits, which need no reduction
    while int("0" + bits[:head], 2) >= order:
        head -= 1
    power = np.zeros(order)
    power[int("0" + bits[:head], 2)] = 1.0
    wide = np.zeros(2 * order)
    for bit in bits[head:]:
        high = np.rint(power * (1 / HALF))
        square = reduced(np.convolve(high, power)) * HALF + np.convolve(power - high * HALF, power)
        first = bit == "1"
        wide[0] = wide[-1] = 0.0
        wide[first : first + 2 * order - 1] = reduced(square)
        parts = wide[order:] @ tables
        power = reduced(reduced(parts[:order]) * HALF + parts[order:] + wide[:order])
    return power


def reduced_powers(rule: np.ndarray) -> np.ndarray:
    """Row i is x ** (order + i) modulo the polynomial.

    What is left of it is the part of quotient times rule below x ** order. The quotients of all
    rows are the beginnings of one series.
    """
    order = len(rule)
    falling = [int(c) for c in rule[::-1]]
    series = [1]
    for _ in range(order - 1):
        series.append(sum(map(mul, falling, series[::-1])) % MODULUS)
    place = np.arange(order)
    shift = place[:, None] - place
    quotients = reduced(np.where(shift >= 0, np.array(series, dtype=float)[shift], 0.0))
    return product(quotients, np.where(shift <= 0, rule[-shift], 0.0))


def shortest_recurrence(terms: list[int]) -> list[int]:
    """c with terms[i] = c[0] terms[i - 1] + c[1] terms[i - 2] + … modulo MODULUS."""
    current: list[int] = []
    older: list[int] = []
    older_at, older_error = -1, 1
    for i, term in enumerate(terms):
        error = (term - sum(map(mul, current, terms[i - 1 :: -1]))) % MODULUS
        if not error:
            continue
        factor = error * pow(older_error, -1, MODULUS) % MODULUS
        gap = i - older_at - 1
        change = [0] * gap + [-1, *older]
        if len(change) > len(current):
            older, older_at, older_error = current, i, error
        current = [(a - factor * b) % MODULUS for a, b in zip_longest(current, change, fillvalue=0)]
    return current
