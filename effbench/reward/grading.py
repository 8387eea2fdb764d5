"""Grade one round of completions with the judge, the clock and the score of a run.

Three steps, each in its own module: find what is `known`, judge `correctness`, time for `speed`.
Each distinct source is judged and timed once; infrastructure failures are retried. Correctness
uses all slots, and timing then does, too: the distinct passing sources of a task share their
blocks, and each block runs in one slot. Grading never raises: an infrastructure failure becomes an
`infra_error` verdict, for as few completions as possible.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from effbench.measure import Plan
from effbench.reward.cache import Cache
from effbench.reward.completion import Completion, lost, reason_of
from effbench.reward.correctness import Correctness
from effbench.reward.counting import Counters
from effbench.reward.engines import Engine
from effbench.reward.known import Known, to_judge
from effbench.reward.samples import Sample, efficiency
from effbench.reward.specs import RewardSpec
from effbench.reward.speed import Speed
from effbench.reward.tasks import Tasks
from effbench.reward.threads import as_done, each
from effbench.reward.verdict import RewardVerdict
from effbench.sandbox import Sandbox

_log = logging.getLogger("effbench.reward")


@dataclass
class _Group:
    """The completions of one task, and the first completion of each source not cached."""

    completions: list[Completion] = field(default_factory=list)
    firsts: list[Completion] = field(default_factory=list)


class Grader:
    """Grades rounds, one at a time. Other threads may read the counters."""

    def __init__(
        self,
        sandbox: Sandbox,
        engine: Engine,
        tasks: Tasks,
        spec: RewardSpec,
        profile: str,
        plan: Plan | None,
        seed: int,
        cache: Cache,
    ) -> None:
        self.engine, self.counters, self.stopping = engine, Counters(), threading.Event()
        self._spec, self._profile, self._seed, self._cache = spec, profile, seed, cache
        self._known = Known(sandbox, tasks, plan, seed, cache, f"{profile}:{spec.workload}")
        self._correctness = Correctness(engine, self.counters, self.stopping)
        self._speed = (
            None if plan is None else Speed(engine, spec, plan, self.counters, self.stopping)
        )

    def grade(self, completions: Sequence[Completion]) -> Iterator[list[Completion]]:
        """Set the verdicts, and yield the completions of one task after the other."""
        with self.counters.clocked("correctness"):
            each(self._known.look_up, completions, self.engine.slots)
            firsts = to_judge(completions)
            each(self._judge, firsts, self.engine.slots)
        groups: dict[str, _Group] = {}
        for completion in completions:
            groups.setdefault(completion.task_id, _Group()).completions.append(completion)
        for completion in firsts:
            groups[completion.task_id].firsts.append(completion)
        with self.counters.clocked("timing"):
            for group in as_done(self._time, list(groups.values()), self.engine.slots):
                found = {first.key: first.sample for first in group.firsts if first.sample}
                for completion in group.completions:
                    if completion.sample is None:
                        completion.sample = found.get(completion.key) or lost("no result")
                self._set_verdicts(group.completions)
                yield group.completions

    def _judge(self, completion: Completion) -> None:
        self._correctness.judge(completion)
        if self._speed is None or not completion.passed:
            self._known.keep(completion)

    def _time(self, group: _Group) -> None:
        if self._speed is None:
            return
        passed = [first for first in group.firsts if first.passed]
        self._speed.time(passed)
        for first in passed:
            self._known.keep(first)
        if self._spec.preset.needs_pool:
            self._speed.place([one for one in group.completions if one.passed])

    def _set_verdicts(self, group: Sequence[Completion]) -> None:
        """Set the verdicts of a group in which each distinct source counts once."""
        distinct: dict[object, Sample] = {}
        for completion in group:
            assert completion.sample is not None
            distinct.setdefault(completion.name, completion.sample)
        rewards: dict[object, float | None] = {}
        try:
            found = self._spec.rewards(list(distinct.values()))
            rewards = dict(zip(distinct, found, strict=True))
        except Exception as error:  # a bug here must not abort a training run
            _log.exception("rewards of task %s", group[0].task_id)
            for completion in group:
                completion.sample = lost(reason_of(error))
        for completion in group:
            completion.verdict = self._verdict(completion, rewards.get(completion.name))

    def _verdict(self, completion: Completion, reward: float | None) -> RewardVerdict:
        sample = completion.sample
        assert sample is not None
        self.counters.count("scored")
        self.counters.count("cached", completion.cached)
        if sample.status == "infra_error":
            self.counters.count("infra_error")
            _log.warning("task %s: not scored: %s", completion.task_id, sample.detail)
        ci = sample.with_cap().ci
        return RewardVerdict(
            task_id=completion.task_id,
            reward=reward,
            status=sample.status,
            detail=sample.detail,
            spec=str(self._spec),
            efficiency=_efficiency(sample),
            efficiency_ci=None if ci is None else (efficiency(ci[1]), efficiency(ci[0])),
            ratio=sample.ratio,
            source_sha256=None if completion.key is None else completion.key[1],
            extract_rule=completion.extract_rule,
            cached=completion.cached,
            profile=self._profile,
            seed=self._seed,
        )


def _efficiency(sample: Sample) -> float | None:
    if sample.status == "infra_error":
        return None
    if not sample.passed:
        return 0.0
    ratio = sample.with_cap().ratio
    return None if ratio is None else efficiency(ratio)
