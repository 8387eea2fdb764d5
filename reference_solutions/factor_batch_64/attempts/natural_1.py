# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from itertools import count
from math import gcd, isqrt

LIMIT = 1000
SMALL_PRIMES = [p for p in range(2, LIMIT) if all(p % q for q in range(2, isqrt(p) + 1))]
WITNESSES = SMALL_PRIMES[:12]  # enough for all numbers below 2**64


def is_prime(n: int) -> bool:
    """For odd n without prime factors below LIMIT."""
    if n < LIMIT * LIMIT:
        return True
    odd = n - 1
    twos = (odd & -odd).bit_length() - 1
    odd >>= twos
    for witness in WITNESSES:
        x = pow(witness, odd, n)
        if x == 1 or x == n - 1:
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def find_divisor(n: int) -> int:
    """A proper divisor of the composite n: Pollard's rho in Brent's version."""
    root = isqrt(n)
    if root * root == n:
        return root
    batch = 128
    for c in count(1):
        y = 2
        divisor = length = product = 1
        while divisor == 1:
            x = y
            for _ in range(length):
                y = (y * y + c) % n
            done = 0
            while done < length and divisor == 1:
                saved = y
                for _ in range(min(batch, length - done)):
                    y = (y * y + c) % n
                    product = product * abs(x - y) % n
                divisor = gcd(product, n)
                done += batch
            length *= 2
        if divisor == n:
            # Too much at once: repeat the last batch step by step.
            divisor = 1
            y = saved
            while divisor == 1:
                y = (y * y + c) % n
                divisor = gcd(abs(x - y), n)
        if divisor != n:
            return divisor


def factor(n: int) -> list[int]:
    factors = []
    for p in SMALL_PRIMES:
        if p * p > n:
            break
        while n % p == 0:
            factors.append(p)
            n //= p
    pending = [n] if n > 1 else []
    while pending:
        part = pending.pop()
        if is_prime(part):
            factors.append(part)
        else:
            divisor = find_divisor(part)
            pending.append(divisor)
            pending.append(part // divisor)
    factors.sort()
    return factors


def factorise(numbers: list[int]) -> list[list[int]]:
    known = {n: factor(n) for n in set(numbers)}
    return [list(known[n]) for n in numbers]
