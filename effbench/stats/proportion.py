"""An interval for a proportion that stays honest at 0 and 1.

Decides the exact binomial bounds. It does not decide when they are used in place of a bootstrap.
"""

from __future__ import annotations

from scipy.special import betaincinv


def clopper_pearson(successes: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact (never too short) interval for a proportion, from `successes` out of `n`.

    Clopper & Pearson (1934), Biometrika 26, 404-413, written with beta quantiles. At the ends it
    is one bound: 0 of n gives (0, 1 - a^(1/n)) and n of n gives (a^(1/n), 1), a = (1 - level) / 2.
    `successes` may be a fraction (the sum of n shares in [0, 1]): the beta quantiles run smoothly
    between whole numbers, and a mean of shares varies at most as much as one of zeros and ones.
    Raises ValueError when n < 1, `successes` is not in [0, n], or `level` is not inside (0, 1).
    """
    if n < 1:
        raise ValueError(f"n is {n}; a proportion needs at least one trial")
    if not 0 <= successes <= n:
        raise ValueError(f"successes are {successes}, not in 0 ... {n}")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not inside (0, 1)")
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, tail))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1 - tail))
    # A beta quantile with a parameter near 0 is off by 1e-12 or so: keep the share inside.
    return min(low, successes / n), max(high, successes / n)
