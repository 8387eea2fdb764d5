"""The third step of grading: time the sources of a task that passed, in shared blocks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from effbench.measure import Plan
from effbench.reward.completion import Completion, lost, reason_of
from effbench.reward.correctness import ATTEMPTS, CLOSED
from effbench.reward.counting import Counters
from effbench.reward.engines import Engine
from effbench.reward.samples import Sample, sample_of
from effbench.reward.specs import RewardSpec
from effbench.reward.tasks import OpenTask
from effbench.score import collect_arms

_log = logging.getLogger("effbench.reward")


class Speed:
    """Times completions by a plan. It stops once `stopping` is set."""

    def __init__(
        self,
        engine: Engine,
        spec: RewardSpec,
        plan: Plan,
        counters: Counters,
        stopping: threading.Event,
    ) -> None:
        self._engine, self._spec, self._plan = engine, spec, plan
        self._counters, self._stopping = counters, stopping

    def time(self, passed: Sequence[Completion]) -> None:
        """Time completions of one task, which passed, and replace their samples."""
        found = self._timed(passed) if passed else {}
        for completion in passed:
            assert completion.key is not None
            completion.sample = found.get(completion.key[1]) or lost("not timed")

    def place(self, passed: Sequence[Completion]) -> None:
        """Attach the ratios of the task's known solutions to the passing samples."""
        for completion in passed:
            opened, sample = completion.opened, completion.sample
            assert opened is not None and sample is not None
            with opened.lock:
                if opened.pool is None:
                    opened.pool = self._pool(opened)
            completion.sample = (
                lost("the task's known solutions could not be timed")
                if opened.pool is None
                else replace(sample, pool=opened.pool)
            )

    def _timed(self, completions: Sequence[Completion]) -> dict[str, Sample]:
        """Return SHA-256 -> sample. If timing all together fails twice, time each alone."""
        opened = completions[0].opened
        assert opened is not None
        sources = {c.key[1]: c.source for c in completions if c.key and c.source is not None}
        why = CLOSED
        for _ in range(ATTEMPTS if len(sources) == 1 else 2):
            if self._stopping.is_set():
                return {name: lost(CLOSED) for name in sources}
            try:
                self._counters.count("groups timed")
                self._counters.count("timed", len(sources))
                return self._measured(opened, sources)
            except Exception as error:
                why = reason_of(error)
        if len(sources) == 1:
            return {name: lost(why) for name in sources}
        alone = [self._timed([completion]) for completion in completions]
        return {name: found for one in alone for name, found in one.items()}

    def _measured(self, opened: OpenTask, sources: Mapping[str, str]) -> dict[str, Sample]:
        task, labels = opened.task, self._plan.labels(opened.task)
        arms = collect_arms(self._engine.measure(task, sources), {task.id: labels})
        return {  # the plan has only sizes that count
            name: sample_of(arms.get((task.id, name), {}), labels, self._spec.workload)
            for name in sources
        }

    def _pool(self, opened: OpenTask) -> tuple[float, ...] | None:
        """Return the ratios of the reference tiers (fast is 1); None if one is not timed."""
        others = {t: source for t, source in opened.task.references.items() if t != "fast"}
        try:
            found = self._measured(opened, others) if others else {}
        except Exception as error:
            why = reason_of(error)
            _log.warning("task %s: its tiers could not be timed: %s", opened.task.id, why)
            return None
        ratios = [sample.ratio for sample in found.values()]
        known = [ratio for ratio in ratios if ratio is not None]
        return (1.0, *known) if len(known) == len(ratios) else None
