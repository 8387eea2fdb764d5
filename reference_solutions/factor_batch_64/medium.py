# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Trial division by the primes below 1000, deterministic Miller-Rabin, and Pollard's rho with
Brent's cycle search. About p^(1/2) steps for the second largest prime factor p.
"""

from math import gcd

LIMIT = 1_000
SMALL_PRIMES = [p for p in range(2, LIMIT) if all(p % q for q in range(2, int(p**0.5) + 1))]
BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def factorise(numbers: list[int]) -> list[list[int]]:
    return [factors(number) for number in numbers]


def factors(number: int) -> list[int]:
    primes = []
    for prime in SMALL_PRIMES:
        if prime * prime > number:
            break
        while number % prime == 0:
            number //= prime
            primes.append(prime)
    pending = [number] if number > 1 else []
    while pending:
        part = pending.pop()
        if is_prime(part):
            primes.append(part)
        else:
            divisor = find_divisor(part)
            pending += (divisor, part // divisor)
    return sorted(primes)


def is_prime(number: int) -> bool:
    if number < LIMIT * LIMIT:
        return True
    odd = number - 1
    twos = 0
    while odd % 2 == 0:
        odd //= 2
        twos += 1
    for base in BASES:
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


def find_divisor(number: int) -> int:
    constant = 1
    while True:
        divisor = brent(number, constant)
        if divisor < number:
            return divisor
        constant += 1


def brent(number: int, constant: int) -> int:
    y, product, common, length = 2, 1, 1, 1
    while common == 1:
        x = y
        for _ in range(length):
            y = (y * y + constant) % number
        done = 0
        while done < length and common == 1:
            start = y
            for _ in range(min(128, length - done)):
                y = (y * y + constant) % number
                product = product * abs(x - y) % number
            common = gcd(product, number)
            done += 128
        length *= 2
    if common == number:
        common = 1
        while common == 1:
            start = (start * start + constant) % number
            common = gcd(abs(x - start), number)
    return common
