# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""x ** length modulo the recurrence that the tours from home obey, instead of matrix powers.

The vectors "tours of length i" for i = 0, 1, … obey a linear recurrence of order at most n. Its
coefficients come from a random projection of 2 n of the vectors (Berlekamp and Massey), and are
checked against the vectors. Then x ** length is reduced modulo the recurrence's polynomial by
repeated squaring, O(n^2) a bit where a matrix product takes O(n^3). Few squares: matrix squaring
has less overhead.

Numbers below 2**30 are multiplied in floating point after one of them was cut into 15-bit halves:
sums of 120 such products stay below 2**53, so they are exact.
"""

import random
from itertools import zip_longest
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
        ends = np.array(streets).T[::DIRECTION]
        step += np.bincount(ends[1] * n + ends[0], minlength=n * n).reshape(n, n)
    tours = np.zeros(n)
    tours[home] = 1.0
    answer = by_squaring(step, tours, length) if n < FEW else by_recurrence(step, tours, length)
    return answer.astype(np.int64).tolist()


def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """left @ right modulo MODULUS."""
    high = np.floor(left / HALF)
    return ((high @ right) % MODULUS * HALF + (left - high * HALF) @ right) % MODULUS


def by_squaring(step: np.ndarray, tours: np.ndarray, length: int) -> np.ndarray:
    while length:
        if length & 1:
            tours = product(step, tours)
        length >>= 1
        if length:
            step = product(step, step)
    return tours


def by_recurrence(step: np.ndarray, tours: np.ndarray, length: int) -> np.ndarray:
    n = len(tours)
    vectors = np.empty((2 * n, n))
    for i in range(2 * n):
        vectors[i] = tours
        tours = step @ tours % MODULUS
    rng = random.Random(n)
    while True:
        weights = np.array([float(rng.randrange(MODULUS)) for _ in range(n)])
        recurrence = shortest_recurrence(product(vectors, weights).astype(np.int64).tolist())
        order = len(recurrence)
        rule = np.array(recurrence[::-1], dtype=float)
        if np.array_equal(product(rule, vectors[:order]), vectors[order]):
            return product(power_of_x(length, rule), vectors[:order])


def power_of_x(exponent: int, rule: np.ndarray) -> np.ndarray:
    """x ** exponent modulo x ** order - (rule[0] + rule[1] x + …)."""
    order = len(rule)
    table = np.empty((order, order))  # row i: x ** (order + i), reduced
    table[0] = rule
    for i in range(1, order):
        last = table[i - 1, -1:]
        row = product(last, rule[None, :])
        row[1:] += table[i - 1, :-1]
        table[i] = row % MODULUS
    power = np.zeros(order)
    power[0] = 1.0
    wide = np.zeros(2 * order)
    for bit in f"{exponent:b}":
        high = np.floor(power / HALF)
        square = np.convolve(high, power) % MODULUS * HALF + np.convolve(power - high * HALF, power)
        first = bit == "1"
        wide[0] = wide[-1] = 0.0
        wide[first : first + 2 * order - 1] = square % MODULUS
        power = (product(wide[order:], table) + wide[:order]) % MODULUS
    return power


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
        change = [0] * (i - older_at - 1) + [factor]
        change += [-factor * c for c in older]
        longer = len(change) - len(current)
        if longer > 0:
            older, older_at, older_error = current, i, error
        current = [(a + b) % MODULUS for a, b in zip_longest(current, change, fillvalue=0)]
    return current
