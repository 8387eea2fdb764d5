"""The helper functions in the scope of ENAMEL's generators."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.tasks.datasets import enamel_scope


@given(st.integers(0, 200), st.integers(0, 2**32))
def test_random_brackets_are_balanced(size: int, seed: int) -> None:
    random.seed(seed)
    groups = enamel_scope.rand_parens(size, par="<>", sep=None)
    assert sum(map(len, groups)) == size + size % 2
    for group in groups:
        depths = [group[:end].count("<") - group[:end].count(">") for end in range(len(group) + 1)]
        assert all(depth > 0 for depth in depths[1:-1]) and depths[-1] == 0
    random.seed(seed)
    assert enamel_scope.rand_parens(size, par="<>", sep=" ") == " ".join(groups)


def test_invalid_brackets_close_before_they_open() -> None:
    for seed in range(20):
        random.seed(seed)
        text = enamel_scope.rand_parens(10, valid=False)
        assert isinstance(text, str) and len(text) == 10 and text[4:6] == ")("
        assert text.count("(") == text.count(")")
    with pytest.raises(AssertionError):
        enamel_scope.rand_parens(10, valid=False, sep=None)


def test_primality() -> None:
    random.seed(1)
    primes = [n for n in range(2, 2000) if all(n % d for d in range(2, n))]
    assert [n for n in range(1, 2000) if enamel_scope.miller_rabin(n, k=20)] == primes
    assert enamel_scope.miller_rabin(2**61 - 1) and not enamel_scope.miller_rabin(2**67 - 1)


@given(st.integers(0, 10**6), st.integers(0, 2**32))
def test_random_primes_lie_where_they_should(size: int, seed: int) -> None:
    random.seed(seed)
    assert max(size, 3) // 2 <= enamel_scope.rand_probably_prime(size) <= max(size, 3)
    assert size <= enamel_scope.rand_probably_prime(size, size + 10) <= max(2 * size, size + 10, 3)


def test_numbers_whose_primality_is_hard_to_see() -> None:
    random.seed(2)
    assert [enamel_scope.rand_primality(50, 0, case) for case in range(4)] == [30031, 561, 2, 125]
    prime, square, product = (enamel_scope.rand_primality(10**8, 1, case) for case in range(3))
    assert enamel_scope.miller_rabin(prime, 20) and prime <= 10**8
    assert round(square**0.5) ** 2 == square <= 10_001**2
    assert not enamel_scope.miller_rabin(product) and product <= 10_001**2
