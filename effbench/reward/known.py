"""The first step of grading: open the task, extract the code, look its result up in the cache."""

from __future__ import annotations

from collections.abc import Iterable

from effbench.judging import source_sha256
from effbench.measure import Plan
from effbench.models import EXTRACTOR_VERSION, extract_for
from effbench.reward.cache import Cache, Key
from effbench.reward.completion import Completion, lost, reason_of
from effbench.reward.samples import Sample
from effbench.reward.tasks import Tasks
from effbench.sandbox import Sandbox

UNTIMED = (
    "no size of the task counts for time: its fast reference does too little work compared with "
    "the harness. This holds for every completion: leave the task out, or set profile='off'"
)


class Known:
    """Finds the results that need no judging. `measured`: what the cached results depend on."""

    def __init__(
        self,
        sandbox: Sandbox,
        tasks: Tasks,
        plan: Plan | None,
        seed: int,
        cache: Cache,
        measured: str,
    ) -> None:
        self._sandbox, self._tasks, self._plan, self._seed = sandbox, tasks, plan, seed
        self._cache, self._measured = cache, f"{measured}:x{EXTRACTOR_VERSION}"

    def look_up(self, completion: Completion) -> None:
        """Set the task and the source, and the sample if it is known without judging."""
        try:
            completion.opened = self._tasks.open(completion.task_id, self._sandbox)
            task = completion.opened.task
            if self._plan is not None and not self._plan.labels(task):
                completion.sample = lost(UNTIMED)
                return
            found = extract_for(task, completion.text)
            completion.source, completion.extract_rule = found.source, found.rule
            if found.source is None:
                completion.sample = Sample("no_code", detail=found.why_none)
                return
            sha256 = source_sha256(found.source)
            completion.key = (task.digest or task.id, sha256, self._measured, self._seed)
            completion.sample = self._cache.get(completion.key)
            completion.cached = completion.sample is not None
        except Exception as error:
            completion.sample = lost(reason_of(error))

    def keep(self, completion: Completion) -> None:
        """Cache the completion's sample."""
        if completion.key is not None and completion.sample is not None:
            self._cache.put(completion.key, completion.sample)


def to_judge(completions: Iterable[Completion]) -> list[Completion]:
    """Return the first completion of each source that has no result yet."""
    firsts: dict[Key, Completion] = {}
    for completion in completions:
        if completion.sample is None and completion.key is not None:
            firsts.setdefault(completion.key, completion)
    return list(firsts.values())
