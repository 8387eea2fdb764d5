# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: wrong at scale only, float precision (squares are recognised by a float root); fails on: products of two close primes above 2^53."""

from functools import cache
from itertools import accumulate
from math import gcd, isqrt, prod

Point = tuple[int, int]
RHO_ONLY = 1 << 46  # below, rho is as fast as a curve
RHO_STEPS = 256  # a first try that finds nearly all factors below 2^15


def primes_below(limit: int) -> list[int]:
    sieve = bytearray([1]) * limit
    sieve[:2] = b"\0\0"
    for number in range(2, isqrt(limit) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, limit, number)))
    return [number for number in range(limit) if sieve[number]]


TABLE = primes_below(4_096)
TINY = [p for p in TABLE if p < 256]
TINY_PRODUCT = prod(TINY)
CHUNKS = [TABLE[i : i + 40] for i in range(len(TINY), len(TABLE), 40)]
CHUNK_PRODUCTS = [(chunk[0] ** 2, prod(chunk), chunk) for chunk in CHUNKS]


def factorise(numbers: list[int]) -> list[list[int]]:
    known: dict[int, list[int]] = {}
    answers = []
    for number in numbers:
        primes = known.get(number)
        if primes is None:
            primes = known[number] = factors(number)
        answers.append(primes)
    return answers


def factors(number: int) -> list[int]:
    primes: list[int] = []
    number = strip(number, gcd(number, TINY_PRODUCT), TINY, primes)
    if number < 1 << 24:
        for square, product, chunk in CHUNK_PRODUCTS:
            if square > number:
                break
            common = gcd(number, product)
            if common > 1:
                number = strip(number, common, chunk, primes)
        if number > 1:
            primes.append(number)
        return primes
    pending = [number]
    while pending:
        number = pending.pop()
        if number < 65_536 or is_prime(number):
            primes.append(number)
        else:
            divisor = split(number)
            pending += (divisor, divisor if divisor == number**0.5 else number // divisor)
    primes.sort()
    return primes


def strip(number: int, common: int, table: list[int], primes: list[int]) -> int:
    """Divide out the primes of `table`, whose product has the divisor `common` with the number."""
    for prime in table:
        if prime * prime > common:
            break
        while common % prime == 0:
            common //= prime
            while number % prime == 0:
                number //= prime
                primes.append(prime)
    if common > 1:
        while number % common == 0:
            number //= common
            primes.append(common)
    return number


def is_prime(number: int) -> bool:
    """Miller-Rabin with bases that are enough for the range; no prime below 256 divides."""
    if number < 4_759_123_141:
        bases: tuple[int, ...] = (2, 7, 61)
    elif number < 1_122_004_669_633:
        bases = (2, 13, 23, 1_662_803)
    else:
        bases = (2, 325, 9_375, 28_178, 450_775, 9_780_504, 1_795_265_022)
    odd = number - 1
    twos = (odd & -odd).bit_length() - 1
    odd >>= twos
    for base in bases:
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def split(number: int) -> int:
    """A proper divisor of a composite without prime factors below 256."""
    root = number**0.5
    if root == int(root):
        return int(root)
    if number < RHO_ONLY:
        constant = 1
        while not (divisor := rho(number, constant, 1 << 30)):
            constant += 1
        return divisor
    return rho(number, 1, RHO_STEPS) or curve_method(number)


def rho(number: int, constant: int, limit: int) -> int:
    """Brent's cycle search, differences multiplied in pairs; 0 when it fails within the limit."""
    y, product, length = 2, 1, 1
    while length <= limit:
        x = y
        for _ in range(length):
            y = (y * y + constant) % number
        for done in range(0, length, 128):
            start = y
            for _ in range((min(128, length - done) + 1) // 2):
                z = (y * y + constant) % number
                y = (z * z + constant) % number
                product = product * (x - z) * (x - y) % number
            common = gcd(product, number)
            if common == number:  # two factors in one stretch: walk it again, step by step
                common = 1
                while common == 1:
                    start = (start * start + constant) % number
                    common = gcd(x - start, number)
            if common > 1:
                return common if common < number else 0
        length *= 2
    return 0


@cache
def curve_plan(first: int, second: int, stride: int) -> tuple[str, list[int], list[list[int]]]:
    """Stage 1's multiplier in binary; the baby steps, and which of them each giant step needs."""
    primes = primes_below(second)
    multiplier = 1
    for prime in primes:
        power = prime
        while power <= first:
            multiplier *= prime
            power *= prime
    babies = [step for step in range(1, stride // 2, 2) if gcd(step, stride) == 1]
    wanted = {prime for prime in primes if prime > first}
    rows = [
        [i for i, step in enumerate(babies) if {middle - step, middle + step} & wanted]
        for middle in range(stride, second, stride)
    ]
    return bin(multiplier), babies, rows


def curve_method(number: int) -> int:
    bounds = (70, 5_000, 120) if number < 1 << 52 else (170, 12_000, 210)
    sigma = 6
    while True:
        divisor = one_curve(number, sigma, *bounds)
        if 1 < divisor < number:
            return divisor
        sigma += 1


def one_curve(number: int, sigma: int, first: int, second: int, stride: int) -> int:
    """A divisor, perhaps 1 or the number itself, by the curve of Suyama's parameter sigma."""
    multiplier, babies, rows = curve_plan(first, second, stride)
    u, v = sigma * sigma - 5, 4 * sigma
    x, z = u**3, v**3
    scale = 16 * x * v * z % number
    common = gcd(scale, number)
    if common > 1:
        return common
    inverse = pow(scale, -1, number)
    a24 = (v - u) ** 3 * (3 * u + v) * inverse * z % number
    x, z = ladder(number, a24, x * inverse * 16 * x * v % number, multiplier)
    common = gcd(z, number)
    if common > 1:
        return common
    x = x * pow(z, -1, number) % number
    return second_stage(number, a24, x, stride, babies, rows)


def ladder(number: int, a24: int, x: int, multiplier: str) -> Point:
    """The multiple (in binary, `0b1…`) of the point with the affine coordinate x."""
    X, Z = x, 1
    U, V = double(number, a24, X, Z)
    for bit in multiplier[3:]:
        plus, minus = X + Z, X - Z
        high, low = U + V, U - V
        left, right = plus * low, minus * high
        total, gap = left + right, left - right
        if bit == "0":
            U = total * total % number
            V = gap * gap * x % number
            plus = plus * plus % number
            minus = minus * minus % number
            gap = plus - minus
            X = plus * minus % number
            Z = (minus + a24 * gap) * gap % number
        else:
            X = total * total % number
            Z = gap * gap * x % number
            plus = high * high % number
            minus = low * low % number
            gap = plus - minus
            U = plus * minus % number
            V = (minus + a24 * gap) * gap % number
    return X, Z


def double(number: int, a24: int, x: int, z: int) -> Point:
    plus = (x + z) * (x + z) % number
    minus = (x - z) * (x - z) % number
    gap = plus - minus
    return plus * minus % number, (minus + a24 * gap) * gap % number


def add(number: int, p: Point, q: Point, difference: Point) -> Point:
    left = (p[0] + p[1]) * (q[0] - q[1])
    right = (p[0] - p[1]) * (q[0] + q[1])
    total, gap = left + right, left - right
    return total * total * difference[1] % number, gap * gap * difference[0] % number


def second_stage(
    number: int, a24: int, x: int, stride: int, babies: list[int], rows: list[list[int]]
) -> int:
    """One prime beyond stage 1: it is giant - baby or giant + baby, which share their x."""
    one = (x, 1)
    two = double(number, a24, x, 1)
    odds = [one, add(number, two, one, one)]
    while len(odds) <= babies[-1] // 2:
        odds.append(add(number, odds[-1], two, odds[-2]))
    giant = ladder(number, a24, x, bin(stride))
    giants = [giant, double(number, a24, *giant)]
    while len(giants) < len(rows):
        giants.append(add(number, giants[-1], giant, giants[-2]))
    points = [odds[step // 2] for step in babies] + giants
    # One inversion for all: walk the running products of the Zs back.
    products = list(accumulate([z for _, z in points], lambda a, b: a * b % number))
    common = gcd(products[-1], number)
    if common > 1:
        return common
    inverse = pow(products[-1], -1, number)
    affine = []
    for (px, pz), before in zip(reversed(points), [*products[-2::-1], 1]):  # noqa: B905 - same length
        affine.append(px * inverse * before % number)
        inverse = inverse * pz % number
    affine.reverse()
    product = 1
    for here, row in zip(affine[len(babies) :], rows):  # noqa: B905 - same length
        product = product * prod([here - affine[i] for i in row]) % number
    return gcd(product, number)
