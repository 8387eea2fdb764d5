"""The globals that ENAMEL's input generators expect in addition to their own code.

They are `random`, `string`, `time` and the functions `rand_parens`, `miller_rabin`,
`rand_probably_prime` and `rand_primality`. This file's text is sent into the sandbox, where the
published generators use these names. The host imports the module only to find its text.

A generator's inputs must depend on the seed alone. These functions therefore draw from `random`
exactly as often as the published code, and from the same ranges, so the published seed gives the
published inputs. Standard library only.
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
    """Return `size` (one more if odd) random brackets: balanced groups joined by `sep`, or a list
    if `sep` is None. If not `valid`: two balanced halves around a closing and an opening one."""
    if not valid:
        if sep != "":
            raise AssertionError("an invalid sequence has no groups to separate")
        half = (size + 1) // 2 - 1
        left, right = (str(rand_parens(half, par=par)) for _ in range(2))
        return left + par[1] + par[0] + right
    groups = list(_balanced_groups(size + size % 2, par))
    return groups if sep is None else sep.join(groups)


def _balanced_groups(length: int, par: str) -> Iterator[str]:
    """Yield groups that close only at their last bracket. Each free bracket takes one draw."""
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
    """Return True if `n` >= 1 is probably prime: at most `k` random witnesses."""
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
    """Return a random prime in [lb / 2, lb] (one exists, by Bertrand) or [lb, max(ub, 2 lb)]."""
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
    """Return a number near `size` of hidden primality: a prime, a square or a product of primes."""
    if lid == 0 and cid < len(_FIRST_NUMBERS):
        return _FIRST_NUMBERS[cid]
    size = max(size, 4)
    root = math.floor(size**0.5 + 1)
    if cid % 3 == 0:
        return rand_probably_prime(size)
    if cid % 3 == 1:
        return rand_probably_prime(root) ** 2
    return math.prod(rand_probably_prime(root) for _ in range(2))
