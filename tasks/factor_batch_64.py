"""Factorise every number of a batch into primes.

`numbers` holds positive integers below 2**64. Return a list of lists, one for each number and in
the same order: the prime factors of the number in ascending order, each as often as it divides the
number. The product of such a list is the number, and the list for 1 is empty.

Numbers may repeat within a batch, and the batch may be empty.

There is no bound on the factors other than the size of the number. Expect primes, squares and cubes
of primes, products of two primes of equal length, products of two primes that lie close together,
and composite numbers that pass the simpler primality tests (Carmichael numbers, and strong
pseudoprimes to the small bases), next to plain random numbers. The answer has to be right for each
number below 2**64, not just likely to be.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from effbench.authoring import Task, checks

MAX_BATCH = 2_000
BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)  # enough for every number below 2**64
CARMICHAEL = (561, 1729, 6601, 8911, 29_341, 46_657, 115_921, 162_401, 294_409, 410_041, 488_881)
# Composites that pass Fermat's test or strong tests to the first few bases.
PSEUDOPRIMES = (
    *(2_047, 3_277, 1_194_649, 12_327_121, 1_373_653, 1_530_787, 25_326_001, 161_304_001),
    *(3_215_031_751, 118_670_087_467, 4_759_123_141, 1_122_004_669_633, 3_474_749_660_383),
    *(56_052_361, 118_901_521, 172_947_529, 1_299_963_601, 341_550_071_728_321),
)
# One less than a square: a float takes their roots for integers.
BELOW_SQUARES = (80_991_831_237_247_043, 183_150_343_626_062_399, 333_518_259_798_118_403)
# What a shape's numbers are in turn, and how many of them take as long as one large semiprime.
SHAPES = {
    "semiprimes": (("semiprime",), 1.0),
    "squares": (("square", "neighbours", "semiprime", "square times"), 1.4),
    "carmichael": (("carmichael", "carmichael", "semiprime"), 2.0),
    "random": (("random",), 5.0),
    "primes": (("prime", "semiprime", "small times"), 2.5),
}

TASK = Task(
    statement=__doc__,
    signature="def factorise(numbers: list[int]) -> list[list[int]]",
    examples=[
        (([60, 1, 97, 49],), [[2, 2, 3, 5], [], [97], [7, 7]]),
        (
            ([561, 10403, 1000006000009],),
            [[3, 11, 17], [101, 103], [1000003, 1000003]],
        ),
    ],
    limits=[f"0 <= len(numbers) <= {MAX_BATCH:_}", "1 <= numbers[i] < 2**64"],
    sizes={"S": (18, 100), "M": (38, 1), "L": (58, 1)},
    shapes=tuple(SHAPES),
    check=checks.equal,
    ties=(
        "the prime factors of the number in ascending order, each as often as it divides the number"
    ),
    complexity={
        "slow": "number^(1/2)",
        "medium": "number^(1/4)",
        "fast": "exp(sqrt(log p * log log p)) for the second largest prime factor p",
    },
    exponents={"slow": 8.0, "medium": 4.4, "fast": 4.4},
    category="number",
    family="integer factorisation",
    tags=("number theory", "primality"),
)


@TASK.correctness
def small_numbers(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    """Trial division must finish here, so the second largest factors stay small."""
    yield ([],)
    yield ([1],)
    yield (list(range(1, 400)),)
    yield (list(range(1, MAX_BATCH + 1)),)
    yield (list(CARMICHAEL),)
    for number in PSEUDOPRIMES + BELOW_SQUARES:
        yield ([number],)
    primes = [p for p in range(2, 1_200) if is_prime(p)]
    yield ([p * p for p in primes if p < 300],)
    yield ([p**3 for p in primes if p < 120],)
    yield ([p * q for p, q in pairwise(primes)],)
    powers = [2**63, 3**40, 5**27, 7**22, 11**18, 13**17, 251**8, 257**7, 1_021**6, 4_093**5]
    yield (powers,)
    yield ([65_535, 65_536, 65_537, 65_539**2, 257**2, 251 * 257, 4_093**2, 4_099**2, 2**24 - 3],)
    for _ in range(12):
        yield ([rng.randint(1, 60) ** rng.randint(1, 6) * rng.randint(1, 9) for _ in range(20)],)
    for bits in range(8, 25, 2):
        yield ([random_prime(bits // 2, rng) * random_prime(bits // 2, rng) for _ in range(10)],)
    for bits in (26, 30, 34, 36):
        large = random_prime(bits // 2, rng)
        yield ([large * random_prime(bits // 2, rng), large * large, random_prime(bits, rng)],)
    for _ in range(10):  # 64-bit numbers with small factors
        number = random_prime(29, rng)
        while number < 1 << 53:
            number *= random_prime(rng.randint(2, 11), rng)
        yield ([number, number],)
    for shape in SHAPES:
        yield large_batch(22, shape, rng)


@TASK.stress
def large_batch(n: int, shape: str, rng: random.Random) -> tuple[list[int]]:
    """`n` is the bit length; the batch is the smaller the longer its numbers take."""
    kinds, per_semiprime = SHAPES[shape]
    count = 120 if n < 32 else int((50 if n < 50 else 20) * per_semiprime)
    numbers = [one_number(n, kinds[i % len(kinds)], rng) for i in range(count)]
    rng.shuffle(numbers)
    return (numbers,)


def one_number(n: int, kind: str, rng: random.Random) -> int:
    half = max(2, n // 2)
    if kind == "carmichael":
        return carmichael(n, rng)
    if kind == "random":
        return rng.getrandbits(n) | 1 << (n - 1)
    if kind == "prime":
        return random_prime(n, rng)
    first = random_prime(half, rng)
    if kind == "square":
        return first * first
    if kind == "neighbours":
        second = first + 1
        while not is_prime(second):
            second += 1
        return first * second
    if kind == "square times":
        return random_prime(max(2, n // 3), rng) ** 2 * random_prime(max(2, n // 3), rng)
    if kind == "small times":
        return rng.choice((2, 3, 5, 6, 7, 12)) * random_prime(max(2, n - 4), rng)
    return first * random_prime(max(2, n - half), rng)


def carmichael(n: int, rng: random.Random) -> int:
    if n < 26:
        small = [number for number in CARMICHAEL if number.bit_length() <= n]
        return rng.choice(small or CARMICHAEL[:1])
    top = int(((1 << n) / 1_296) ** (1 / 3))
    while True:
        k = rng.randint(top // 4, top)
        primes = (6 * k + 1, 12 * k + 1, 18 * k + 1)
        if all(map(is_prime, primes)):
            return primes[0] * primes[1] * primes[2]


def random_prime(bits: int, rng: random.Random) -> int:
    while True:
        candidate = rng.getrandbits(bits) | 1 << (bits - 1)
        if is_prime(candidate):
            return candidate


def is_prime(number: int) -> bool:
    """Miller-Rabin, right for every number below 2**64."""
    if number < 2:
        return False
    for prime in BASES:
        if number % prime == 0:
            return number == prime
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in BASES:
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        if all((power := power * power % number) != number - 1 for _ in range(twos - 1)):
            return False
    return True


@TASK.small
def tiny_batch(rng: random.Random, shape: str) -> tuple[list[int]]:
    kinds, _ = SHAPES[shape]
    numbers = [one_number(rng.randint(4, 9), rng.choice(kinds), rng) for _ in range(2)]
    numbers += [rng.randint(1, 200) for _ in range(rng.randint(0, 4))]
    return ([number for number in numbers if number < 1_200],)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (numbers,) = arguments
    assert type(numbers) is list and len(numbers) <= MAX_BATCH
    assert all(type(number) is int and 1 <= number < 1 << 64 for number in numbers)
