"""Sampling tokens: the right distribution, the right nucleus, one stream per row."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from effbench.models.decoding import FenceStop, SeededSampler, up_to_closing_fence

torch = pytest.importorskip("torch", reason="torch is not installed (effbench[local])")

PROBABILITIES = [0.1, 0.5, 0.05, 0.35]


def draws(temperature: float, top_p: float, n: int = 4000, seed: int = 3) -> Counter[int]:
    logits = torch.log(torch.tensor([PROBABILITIES]))
    sampler = SeededSampler(torch, [seed], temperature, top_p)
    return Counter(int(sampler(None, logits).argmax()) for _ in range(n))


@pytest.mark.parametrize(
    ("temperature", "top_p", "expected"),
    [
        (1.0, 1.0, PROBABILITIES),
        (1.0, 0.84, [0, 0.5 / 0.85, 0, 0.35 / 0.85]),
        (1.0, 0.5, [0, 1, 0, 0]),
        (1.0, 0.0, [0, 1, 0, 0]),
        (1.0, 0.9, [0.1 / 0.95, 0.5 / 0.95, 0, 0.35 / 0.95]),
        (0.5, 1.0, [p * p / sum(q * q for q in PROBABILITIES) for p in PROBABILITIES]),
        (0.001, 1.0, [0, 1, 0, 0]),
    ],
)
def test_draws_follow_temperature_and_nucleus(
    temperature: float, top_p: float, expected: list[float]
) -> None:
    n = 4000
    counted = draws(temperature, top_p, n)
    for token, share in enumerate(expected):
        deviation = (n * share * (1 - share)) ** 0.5
        assert abs(counted[token] - n * share) <= 4 * deviation
    assert set(counted) <= {token for token, share in enumerate(expected) if share}


def test_exactly_one_token_is_left_possible() -> None:
    scores = torch.randn(5, 100)
    left = SeededSampler(torch, range(5), 1.0, 0.95)(None, scores)
    assert torch.isfinite(left).sum(-1).tolist() == [1] * 5
    assert left.shape == scores.shape and left.dtype == scores.dtype


def test_a_rows_draws_depend_on_its_seed_alone() -> None:
    scores = torch.randn(1, 50).repeat(3, 1)
    three = SeededSampler(torch, [1, 2, 3], 1.0, 1.0)
    alone = SeededSampler(torch, [2], 1.0, 1.0)
    for _ in range(20):
        assert three(None, scores)[1].argmax() == alone(None, scores[:1])[0].argmax()
    assert draws(1.0, 1.0, 50, seed=1) != draws(1.0, 1.0, 50, seed=2)


def decode(ids: Any) -> str:
    return "".join(map(chr, ids))


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("x = 1\n```", True),
        ("```", True),
        ("x = 1\n``", False),
        ("    ```", False),
        ('s = "```"', False),
        ("long enough to leave the window behind\n```", True),
        ("x" * 15 + "```", False),
        ("x" * 16 + "```", False),
    ],
)
def test_only_a_fence_at_the_start_of_a_line_closes(text: str, closed: bool) -> None:
    prompt = [ord(c) for c in "```python\n"]
    ids = torch.tensor([prompt + [ord(c) for c in text]])
    stop = FenceStop(torch, decode, len(prompt))
    assert stop(ids, None).tolist() == [closed]


@pytest.mark.parametrize(
    ("text", "kept", "closed"),
    [
        ("a\n```\nb", "a\n```\n", True),
        ("a\n```", "a\n```", True),
        ("```", "```", True),
        ("a\n    ```\nb", "a\n    ```\nb", False),
        ("", "", False),
    ],
)
def test_text_ends_with_the_closing_fence(text: str, kept: str, closed: bool) -> None:
    assert up_to_closing_fence(text) == (kept, closed)
