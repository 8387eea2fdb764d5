"""A recipe's judge, local or behind HTTP, with a second judgement of suspiciously fast samples.

A sample that beats the fast reference by more than the watch's factor is either a better algorithm
or a hack. It is judged again, on other and more inputs, before the trainer gets its reward. It is
listed in either case.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from effbench.base import Status
from effbench.recipe.config import Recipe
from effbench.recipe.folder import append_line
from effbench.reward import Judge, RemoteJudge, RewardVerdict

SECOND_SEED = 1
"""Added to the recipe's seed, so that the second judge uses other inputs."""


class Scorer(Protocol):
    """A judge: `effbench.reward.Judge` or `RemoteJudge`."""

    def score_many(self, pairs: Any) -> list[RewardVerdict]:
        """Return the verdicts on (task id, completion) pairs, in order."""
        ...

    def close(self) -> None:
        """Release the judge's processes or connections."""
        ...


@dataclass(frozen=True)
class SecondJudgement:
    """The result of the second judgement of a suspiciously fast sample."""

    task_id: str
    source_sha256: str | None
    completion: str
    speedup: float
    second_status: Status | None
    second_speedup: float | None
    outcome: str
    """`confirmed`; `refuted` if it fails on other inputs; `slower` if it does not beat the
    reference by the watch's factor again; `unknown` if there is no second result."""


class WatchedJudge:
    """Scores samples with a first judge, and suspicious ones with a second. Thread-safe.

    Each judge is opened when it is first needed.
    """

    def __init__(self, recipe: Recipe, listing: Path) -> None:
        self._recipe, self._listing = recipe, listing
        self._lock = threading.Lock()
        self._first: Scorer | None = None
        self._second: Scorer | None = None
        self._known: dict[tuple[str, str | None], SecondJudgement] = {}
        self.seconds = 0.0
        """The wall time spent in `score_many`."""

    def __enter__(self) -> WatchedJudge:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        for judge in (self._first, self._second):
            if judge is not None:
                judge.close()

    def score_many(self, pairs: Sequence[tuple[str, Any]]) -> list[RewardVerdict]:
        """Return the verdicts in order.

        A sample that the second judgement refutes gets the reward of a failure. A sample that is
        slower there gets reward None, so that it has no advantage.
        """
        begun = time.monotonic()
        with self._lock:
            if self._first is None:
                self._first = open_judge(self._recipe)
            verdicts = self._first.score_many(pairs)
            verdicts = [
                self._settled(verdict, completion)
                for verdict, (_, completion) in zip(verdicts, pairs, strict=True)
            ]
        self.seconds += time.monotonic() - begun
        return verdicts

    def _settled(self, verdict: RewardVerdict, completion: Any) -> RewardVerdict:
        limit = self._recipe.watch.speedup
        if not verdict.passed or verdict.speedup is None or verdict.speedup <= limit:
            return verdict
        second = self._looked_into(verdict, completion)
        if second.outcome == "refuted":
            return replace(
                verdict,
                reward=failure_reward(verdict.spec),
                status=second.second_status or "wrong_answer",
                efficiency=0.0,
                efficiency_ci=None,
                ratio=None,
                detail="passed at first; fails on other inputs",
            )
        return replace(verdict, reward=None) if second.outcome == "slower" else verdict

    def _looked_into(self, verdict: RewardVerdict, completion: Any) -> SecondJudgement:
        key = (verdict.task_id, verdict.source_sha256)
        if key not in self._known:
            again = self._again(verdict.task_id, completion)
            second = SecondJudgement(
                task_id=verdict.task_id,
                source_sha256=verdict.source_sha256,
                completion=str(completion),
                speedup=verdict.speedup or 0.0,
                second_status=None if again is None else again.status,
                second_speedup=None if again is None else again.speedup,
                outcome=_outcome(again, self._recipe.watch.speedup),
            )
            self._known[key] = second
            append_line(self._listing, second.__dict__)
        return self._known[key]

    def _again(self, task_id: str, completion: Any) -> RewardVerdict | None:
        if self._second is None:
            self._second = open_second_judge(self._recipe)
        return None if self._second is None else self._second.score_many([(task_id, completion)])[0]


class TrainingReward:
    """A reward function for TRL's trainers: takes lists, returns floats or None."""

    def __init__(self, judge: WatchedJudge, mask_wrong: bool) -> None:
        self.__name__ = "effbench"
        self._judge, self._mask_wrong = judge, mask_wrong
        self._seconds_before = judge.seconds

    def __call__(
        self,
        prompts: Sequence[Any],
        completions: Sequence[Any],
        task_id: Sequence[str],
        log_metric: Callable[[str, float], None] | None = None,
        **columns: Any,
    ) -> list[float | None]:
        """Return the rewards of a batch of completions, in order."""
        from effbench.reward.adapters import trl

        verdicts = self._judge.score_many(list(zip(task_id, completions, strict=True)))
        if log_metric is not None:
            for name, value in trl.metrics_of(verdicts).items():
                log_metric(f"effbench/{name}", value)
            seconds = self._judge.seconds - self._seconds_before  # the stages share one judge
            log_metric("effbench/judge_seconds", seconds)
        return [
            None if self._mask_wrong and verdict.passed is False else verdict.reward
            for verdict in verdicts
        ]


def open_judge(recipe: Recipe) -> Scorer:
    """Open the configured judge. A server has its own profile, spec and seed."""
    at = recipe.judge
    if at.where != "local":
        return RemoteJudge(at.where)
    return Judge("core", at.profile, at.workers, spec=at.spec, seed=recipe.seed, sandbox=at.sandbox)


def open_second_judge(recipe: Recipe) -> Scorer | None:
    """Open the second judge, which uses more inputs and another seed.

    None if the first judge is a server and no second server is configured.
    """
    at, watch = recipe.judge, recipe.watch
    if watch.where is not None:
        return RemoteJudge(watch.where)
    if at.where != "local":
        return None
    seed = recipe.seed + SECOND_SEED
    return Judge("core", watch.profile, at.workers, spec=at.spec, seed=seed, sandbox=at.sandbox)


def failure_reward(spec: str) -> float:
    """Return the reward of a wrong answer under a spec."""
    from effbench.reward import Sample, parse

    reward = parse(spec).reward(Sample("wrong_answer"))
    assert reward is not None
    return reward


def _outcome(again: RewardVerdict | None, limit: float) -> str:
    if again is None or again.infra_error:
        return "unknown"
    if not again.passed:
        return "refuted"
    if again.speedup is None:
        return "unknown"
    return "confirmed" if again.speedup > limit else "slower"
