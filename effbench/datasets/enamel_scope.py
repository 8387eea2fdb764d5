"""The names that ENAMEL's input generators expect beside their own code.

Decides what `rand_parens`, `miller_rabin`, `rand_probably_prime` and `rand_primality` return. This
file's text is sent into the sandbox, where the published generators find `random`, `string`,
`time` and these functions as globals; the host only imports it to find the text.

A generator's input follows from the seed alone, so these functions draw from `random` exactly as
often, and from the same ranges, as the published generation does: the published seed then gives
the published inputs. Standard library only.
"""

import math
import random
import string  # noqa: F401  the generators' own global
import time  # noqa: F401  the generators' own global
from collections.abc import Iterator

# The first primality inputs of level 0: a strong-looking composite (59 * 509), a Carmichael number,
# the even prime and a prime's cube.
_FIRST_NUMBERS = (2 * 3 * 5 * 7 * 11 * 13 + 1, 3 * 11 * 17, 2, 5**3)


def rand_parens(
    size: int, valid: bool = True, par: str = "()", sep: str | None = ""
) -> str | list[str]:
    """`size` random brackets (one more when odd): balanced groups joined by `sep`, or their list
    when `sep` is None. Not `valid`: two balanced halves around a closing and an opening bracket."""
    if not valid:
        if sep != "":
            raise AssertionError("an invalid sequence has no groups to separate")
        half = (size + 1) // 2 - 1
        left, right = (str(rand_parens(half, par=par)) for _ in range(2))
        return left + par[1] + par[0] + right
    groups = list(_balanced_groups(size + size % 2, par))
    return groups if sep is None else sep.join(groups)


def _balanced_groups(length: int, par: str) -> Iterator[str]:
    """Groups that are closed at their last bracket only. One coin for each bracket that is free."""
    group, depth = "", 0
    for left in range(length, 0, -1):
        must_open, must_close = depth == 0, depth == left
        opens = must_open or (not must_close and random.randint(0, 1) == 1)
        group += par[0] if opens else par[1]
        depth += 1 if opens else -1
        if depth == 0:
            yield group
            group = ""


def miller_rabin(n: int, k: int = 5) -> bool:
    """Whether `n` >= 1 is probably prime: `k` random witnesses, fewer when one says no."""
    if n in (2, 3):
        return True
    if n % 2 == 0 or n == 1:
        return False
    twos = ((n - 1) & -(n - 1)).bit_length() - 1
    odd = (n - 1) >> twos
    return all(_passes(n, random.randint(2, n - 2), odd, twos) for _ in range(k))


def _passes(n: int, witness: int, odd: int, twos: int) -> bool:
    power = pow(witness, odd, n)
    if power == 1:
        return True
    for _ in range(twos):
        if power == n - 1:
            return True
        power = power * power % n
    return False


def rand_probably_prime(lb: int, ub: int | None = None) -> int:
    """A random prime in [lb / 2, lb] (there is one, by Bertrand), or from [lb, max(ub, 2 lb)]."""
    if ub is None:
        high = max(lb, 3)
        low = high // 2
    else:
        low = max(lb, 0)
        high = max(2 * low, ub, 3)
    while True:
        number = random.randint(low, high)
        if miller_rabin(number):
            return number


def rand_primality(size: int, lid: int, cid: int) -> int:
    """A number near `size` whose primality is hard to see: prime, square or product of primes."""
    if lid == 0 and cid < len(_FIRST_NUMBERS):
        return _FIRST_NUMBERS[cid]
    size = max(size, 4)
    root = math.floor(size**0.5 + 1)
    if cid % 3 == 0:
        return rand_probably_prime(size)
    if cid % 3 == 1:
        return rand_probably_prime(root) ** 2
    return math.prod(rand_probably_prime(root) for _ in range(2))
