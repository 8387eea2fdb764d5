"""The recipe on a tabular policy: for each prompt, a probability for each known answer.

The losses are those of the trainers, with exact gradients instead of a network's: likelihood of
passing samples (SFT), DPO on sampled pairs of pass and failure, policy gradients with the
estimators of `effbench.reward.simulation`. The whole grid takes seconds. It cannot show
generalisation from one prompt to another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from effbench.reward import RewardSpec
from effbench.reward.samples import Sample
from effbench.reward.simulation import ESTIMATORS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Choices:
    """One prompt: its answers' verdicts, times at the size that the reward sees, and efficiencies.

    Arrays of shape (answers,). `ratio` is NaN for an answer that fails.
    """

    passed: NDArray[np.bool_]
    ratio: Floats
    efficiency: Floats
    prior: Floats
    """The base model's probabilities."""


@dataclass(frozen=True)
class Settings:
    """Learning rates and batch settings of the trainers."""

    sft_rate: float = 0.5
    dpo_rate: float = 4.0
    dpo_beta: float = 0.1
    rl_rate: float = 0.4
    group: int = 8
    pairs_per_prompt: int = 8


class Policy:
    """Logits of shape (answers,) for each prompt; starts at the prior."""

    def __init__(self, prompts: Sequence[Choices]) -> None:
        self.prompts = prompts
        self.logits = [np.log(one.prior) for one in prompts]

    def probabilities(self, number: int) -> Floats:
        """Return the probabilities of a prompt's answers."""
        logits = self.logits[number]
        weights = np.exp(logits - logits.max())
        return np.asarray(weights / weights.sum(), dtype=np.float64)

    def draw(self, number: int, k: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw `k` answers to a prompt."""
        p = self.probabilities(number)
        return rng.choice(len(p), size=k, p=p)

    @property
    def pass_at_1(self) -> float:
        """The mean probability of a pass over the prompts."""
        return float(np.mean([self.probabilities(i) @ c.passed for i, c in self._all]))

    @property
    def eff_at_1(self) -> float:
        """The mean expected efficiency over the prompts."""
        return float(np.mean([self.probabilities(i) @ c.efficiency for i, c in self._all]))

    def log_speed(self, number: int) -> float | None:
        """Return the mean log-ratio of passing answers; None if almost nothing passes."""
        choices = self.prompts[number]
        weights = self.probabilities(number) * choices.passed
        if weights.sum() < 1e-6:
            return None
        logs = np.where(choices.passed, np.log(np.where(choices.passed, choices.ratio, 1.0)), 0.0)
        return float(weights @ logs / weights.sum())

    @property
    def _all(self) -> list[tuple[int, Choices]]:
        return list(enumerate(self.prompts))


def sft(policy: Policy, samples: int, how: Settings, rng: np.random.Generator) -> None:
    """Maximise the likelihood of the passes among `samples` per prompt, one step for each."""
    for number, choices in enumerate(policy.prompts):
        for answer in policy.draw(number, samples, rng):
            if choices.passed[answer]:
                policy.logits[number] += how.sft_rate * (
                    _one_hot(answer, choices) - policy.probabilities(number)
                )


def dpo(policy: Policy, samples: int, how: Settings, rng: np.random.Generator) -> None:
    """DPO (Rafailov et al., 2023) on pairs of a pass and a failure among `samples` per prompt."""
    for number, choices in enumerate(policy.prompts):
        start = policy.logits[number].copy()
        drawn = policy.draw(number, samples, rng)
        passes = [a for a in drawn if choices.passed[a]]
        failures = [a for a in drawn if not choices.passed[a]]
        if not passes or not failures:
            continue
        for _ in range(how.pairs_per_prompt):
            chosen, rejected = rng.choice(passes), rng.choice(failures)
            moved = policy.logits[number] - start  # the pair's normalisers cancel
            margin = how.dpo_beta * (moved[chosen] - moved[rejected])
            push = how.dpo_rate * how.dpo_beta / (1 + math.exp(margin))
            policy.logits[number] += push * (
                _one_hot(chosen, choices) - _one_hot(rejected, choices)
            )


def reinforce(
    policy: Policy,
    samples: int,
    estimator: str,
    spec: RewardSpec,
    noise: float,
    how: Settings,
    rng: np.random.Generator,
) -> None:
    """On-policy steps with `samples` per prompt in groups of `how.group`. `noise` is the standard
    deviation of the logarithm of the times' error."""
    for _ in range(samples // how.group):
        for number, choices in enumerate(policy.prompts):
            drawn = policy.draw(number, how.group, rng)
            errors = np.exp(rng.normal(0.0, noise, how.group))
            group = [
                Sample("pass", float(choices.ratio[a] * e))
                if choices.passed[a]
                else Sample("wrong_answer")
                for a, e in zip(drawn, errors, strict=True)
            ]
            advantages = ESTIMATORS[estimator](spec.rewards(group))
            p = policy.probabilities(number)
            step = sum(
                advantage * (_one_hot(a, choices) - p)
                for a, advantage in zip(drawn, advantages, strict=True)
            )
            policy.logits[number] += how.rl_rate * step / how.group


def _one_hot(answer: int, choices: Choices) -> Floats:
    hot = np.zeros(len(choices.prior))
    hot[answer] = 1.0
    return hot
