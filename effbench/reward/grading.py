"""Grade one round of completions with the judge, the clock and the score of a run.

Each distinct source is judged and timed once; infrastructure failures are retried. Correctness
uses all slots, and timing then does, too: the distinct passing sources of a task share their
blocks, and each block runs in one slot. Grading never raises: an infrastructure failure becomes an
`infra_error` verdict, for as few completions as possible.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import TypeVar

from effbench.base import EffbenchError, Generation, one_line
from effbench.judging import Judgement, source_sha256, verdict
from effbench.measure import Plan
from effbench.models import EXTRACTOR_VERSION, Extracted, extract_for
from effbench.reward.bench import Bench
from effbench.reward.cache import Cache, Found, Key
from effbench.reward.samples import Sample, efficiency, sample_of
from effbench.reward.specs import RewardSpec
from effbench.reward.tasks import OpenTask, Tasks
from effbench.reward.verdict import RewardVerdict
from effbench.sandbox import Sandbox
from effbench.score import ArmAtSize, collect_arms, score_sample

T = TypeVar("T")

ATTEMPTS = 4
"""Attempts per source: a killed zygote says nothing about the code that it ran."""
SPEED_UNKNOWN = "it passed, but its speed could not be measured"
UNTIMED = (
    "no size of the task counts for time: its fast reference does too little work compared with "
    "the harness. This holds for every completion: leave the task out, or set profile='off'"
)
_CLOSED = "the judge was closed"
_log = logging.getLogger("effbench.reward")


@dataclass(frozen=True)
class Item:
    """One completion, as text, and the id of its task."""

    task_id: str
    text: str


@dataclass
class _Entry:
    """An item in progress."""

    number: int
    item: Item
    opened: OpenTask | None = None
    source: str | None = None
    rule: str = ""
    key: Key | None = None
    cached: bool = False
    found: Found | None = None


@dataclass
class _Group:
    """The entries of one task, and the first entry of each source that was not cached."""

    entries: list[_Entry] = field(default_factory=list)
    firsts: list[_Entry] = field(default_factory=list)

    def passed(self) -> list[_Entry]:
        """Return the entries of `firsts` that passed, and so may be timed."""
        return [e for e in self.firsts if e.found is not None and e.found.sample.passed]


class Grader:
    """Grades rounds, one at a time. Other threads may read `counts`."""

    def __init__(
        self,
        sandbox: Sandbox,
        bench: Bench,
        tasks: Tasks,
        spec: RewardSpec,
        profile: str,
        plan: Plan | None,
        seed: int,
        cache: Cache,
    ) -> None:
        self._sandbox, self.bench, self._tasks, self._spec = sandbox, bench, tasks, spec
        self._profile, self._plan, self._seed, self._cache = profile, plan, seed, cache
        self.stopping = threading.Event()
        self.counts: Counter[str] = Counter()
        self._counting = threading.Lock()
        self.seconds: Counter[str] = Counter()

    def grade(self, items: Sequence[Item]) -> Iterator[list[tuple[int, RewardVerdict]]]:
        """Yield the (index in `items`, verdict) pairs of one task's completions, task by task."""
        entries = [_Entry(number, item) for number, item in enumerate(items)]
        with self._clocked("correctness"):
            self._each(self._prepare, entries)
            firsts = self._fresh(entries)
            self._each(self._judge, firsts)
        groups: dict[str, _Group] = {}
        for entry in entries:
            groups.setdefault(entry.item.task_id, _Group()).entries.append(entry)
        for entry in firsts:
            groups[entry.item.task_id].firsts.append(entry)
        with self._clocked("timing"):
            for group in self._as_done(self._time, list(groups.values())):
                known = {entry.key: entry.found for entry in group.firsts if entry.found}
                for entry in group.entries:
                    if entry.found is None:
                        entry.found = known.get(entry.key) or _lost("no result")
                yield self._verdicts(group.entries)

    # --- correctness --------------------------------------------------------------------------

    def _prepare(self, entry: _Entry) -> None:
        """Open the task, extract the code and look it up in the cache."""
        try:
            entry.opened = self._tasks.open(entry.item.task_id, self._sandbox)
            task = entry.opened.task
            if self._plan is not None and not self._plan.labels(task):
                entry.found = _lost(UNTIMED)
                return
            found: Extracted = extract_for(task, entry.item.text)
            entry.source, entry.rule = found.source, found.rule
            if found.source is None:
                entry.found = Found(Sample("no_code"), found.why_none)
                return
            measured = f"{self._profile}:{self._spec.workload}:x{EXTRACTOR_VERSION}"
            sha256 = source_sha256(found.source)
            entry.key = (task.digest or task.id, sha256, measured, self._seed)
            entry.found = self._cache.get(entry.key)
            entry.cached = entry.found is not None
        except Exception as error:
            entry.found = _lost(_said(error))

    def _fresh(self, entries: Iterable[_Entry]) -> list[_Entry]:
        """Return the first entry of each source that has no result yet."""
        firsts: dict[Key, _Entry] = {}
        for entry in entries:
            if entry.found is None and entry.key is not None:
                firsts.setdefault(entry.key, entry)
        return list(firsts.values())

    def _judge(self, entry: _Entry) -> None:
        assert entry.opened is not None and entry.source is not None
        result = Judgement("infra_error", _CLOSED)
        for _ in range(ATTEMPTS):
            if self.stopping.is_set():
                break
            try:
                result = self.bench.judge(entry.opened, entry.source)
            except Exception as error:
                result = Judgement("infra_error", _said(error))
            if result.status != "infra_error":
                break
        self._count("judged")
        entry.found = Found(Sample(result.status), result.detail)
        if self._plan is None or result.status != "pass":
            self._keep(entry)

    # --- speed --------------------------------------------------------------------------------

    def _time(self, group: _Group) -> None:
        """Time the passing firsts and replace their results."""
        if self._plan is None:
            return
        passed = group.passed()
        if passed:
            found = self._timed(passed)
            for entry in passed:
                assert entry.key is not None
                entry.found = found.get(entry.key[1]) or _lost("not timed")
                self._keep(entry)
        if self._spec.preset.needs_pool:
            self._place([e for e in group.entries if e.found and e.found.sample.passed])

    def _timed(self, entries: Sequence[_Entry]) -> dict[str, Found]:
        """Return SHA-256 -> result. If timing all together fails twice, time each alone."""
        opened = entries[0].opened
        assert opened is not None
        sources = {e.key[1]: e.source for e in entries if e.key and e.source is not None}
        why = _CLOSED
        for _ in range(ATTEMPTS if len(sources) == 1 else 2):
            if self.stopping.is_set():
                return {name: _lost(_CLOSED) for name in sources}
            try:
                self._count("groups timed")
                self._count("timed", len(sources))
                return self._measured(opened, sources)
            except Exception as error:
                why = _said(error)
        if len(sources) == 1:
            return {name: _lost(why) for name in sources}
        alone = [self._timed([entry]) for entry in entries]
        return {name: found for one in alone for name, found in one.items()}

    def _measured(self, opened: OpenTask, sources: Mapping[str, str]) -> dict[str, Found]:
        task, plan = opened.task, self._plan
        assert plan is not None
        timings = self.bench.measure(task, sources)
        labels = plan.labels(task)
        arms = collect_arms(timings, {task.id: labels})
        return {
            name: self._scored(task.id, source, labels, arms.get((task.id, name), {}))
            for name, source in sources.items()
        }

    def _scored(
        self, task_id: str, source: str, labels: Sequence[str], measured: dict[str, ArmAtSize]
    ) -> Found:
        asked = Generation(task_id=task_id, sample_index=0, text="")
        record = verdict(asked, source, "", Judgement("pass"))
        result = score_sample(record, measured, labels)  # the plan has only sizes that count
        sample = sample_of(result, measured, self._spec.workload)
        lost = result.status == "pass" and sample.status == "infra_error"
        if not lost:
            return Found(sample, result.detail)
        reasons = {size.reason for size in result.sizes if size.reason}
        return Found(sample, f"{SPEED_UNKNOWN}: {', '.join(sorted(reasons))}")

    def _place(self, passed: Sequence[_Entry]) -> None:
        """Attach the ratios of the task's known solutions to the passing samples."""
        for entry in passed:
            opened = entry.opened
            assert opened is not None and entry.found is not None
            with opened.lock:
                if opened.pool is None:
                    opened.pool = self._pool(opened)
            if opened.pool is None:
                entry.found = _lost("the task's known solutions could not be timed")
            else:
                sample = replace(entry.found.sample, pool=opened.pool)
                entry.found = replace(entry.found, sample=sample)

    def _pool(self, opened: OpenTask) -> tuple[float, ...] | None:
        """Return the ratios of the reference tiers (fast is 1); None if one is not timed."""
        others = {t: source for t, source in opened.task.references.items() if t != "fast"}
        try:
            found = self._measured(opened, others) if others else {}
        except Exception as error:
            _log.warning("task %s: its tiers could not be timed: %s", opened.task.id, _said(error))
            return None
        ratios = [one.sample.ratio for one in found.values()]
        known = [ratio for ratio in ratios if ratio is not None]
        return (1.0, *known) if len(known) == len(ratios) else None

    # --- rewards ------------------------------------------------------------------------------

    def _verdicts(self, group: Sequence[_Entry]) -> list[tuple[int, RewardVerdict]]:
        """Compute the rewards of a group in which each distinct source counts once."""
        distinct: dict[object, Sample] = {}
        for entry in group:
            assert entry.found is not None
            distinct.setdefault(_name(entry), entry.found.sample)
        try:
            rewards: list[float | None] = self._spec.rewards(list(distinct.values()))
        except Exception as error:  # a bug here must not abort a training run
            _log.exception("rewards of task %s", group[0].item.task_id)
            return [(e.number, self._verdict(replace_found(e, _said(error)), None)) for e in group]
        by_name = dict(zip(distinct, rewards, strict=True))
        return [(entry.number, self._verdict(entry, by_name[_name(entry)])) for entry in group]

    def _verdict(self, entry: _Entry, reward: float | None) -> RewardVerdict:
        assert entry.found is not None
        sample = entry.found.sample
        self._count("scored")
        self._count("cached", entry.cached)
        if sample.status == "infra_error":
            self._count("infra_error")
            _log.warning("task %s: not scored: %s", entry.item.task_id, entry.found.detail)
        ci = sample.with_cap().ci
        return RewardVerdict(
            task_id=entry.item.task_id,
            reward=reward,
            status=sample.status,
            detail=entry.found.detail,
            spec=str(self._spec),
            efficiency=_efficiency(sample),
            efficiency_ci=None if ci is None else (efficiency(ci[1]), efficiency(ci[0])),
            ratio=sample.ratio,
            source_sha256=None if entry.key is None else entry.key[1],
            extract_rule=entry.rule,
            cached=entry.cached,
            profile=self._profile,
            seed=self._seed,
        )

    # --- helpers ------------------------------------------------------------------------------

    def _keep(self, entry: _Entry) -> None:
        if entry.key is not None and entry.found is not None:
            self._cache.put(entry.key, entry.found)

    def _each(self, act: Callable[[T], None], items: Sequence[T]) -> None:
        for _ in self._as_done(act, items):
            pass

    def _as_done(self, act: Callable[[T], None], items: Sequence[T]) -> Iterator[T]:
        """Apply `act` to the items, one thread per slot, and yield each item once it is done.

        The threads end when the items are used up. Exceptions of `act` are logged.
        """
        left = iter(items)
        lock = threading.Lock()
        done: SimpleQueue[T] = SimpleQueue()

        def serve() -> None:
            while True:
                with lock:
                    item = next(left, None)
                if item is None:
                    return
                try:
                    act(item)
                except Exception:
                    _log.exception("grading")
                finally:
                    done.put(item)

        wanted = min(self.bench.slots, len(items))
        for started in range(wanted):
            try:
                threading.Thread(target=serve, daemon=True).start()
            except RuntimeError as error:  # thread limit reached: continue with fewer
                _log.warning("%d threads of %d: %s", started, wanted, error)
                if not started:
                    serve()
                break
        for _ in items:
            yield done.get()

    def _count(self, name: str, more: int = 1) -> None:
        with self._counting:
            self.counts[name] += more

    def _clocked(self, name: str) -> _Clocked:
        return _Clocked(self.seconds, name)


class _Clocked:
    """A context manager that adds its wall time to `seconds[name]`."""

    def __init__(self, seconds: Counter[str], name: str) -> None:
        self._seconds, self._name = seconds, name

    def __enter__(self) -> None:
        self._start = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._seconds[self._name] += time.monotonic() - self._start  # type: ignore[assignment]


def replace_found(entry: _Entry, why: str) -> _Entry:
    """Return a copy of the entry whose result is an infrastructure failure."""
    return replace(entry, found=_lost(why))


def _name(entry: _Entry) -> object:
    """Return a key equal for entries with the same source, and unique without a source."""
    return entry.number if entry.key is None else entry.key


def _lost(why: str) -> Found:
    return Found(Sample("infra_error"), why)


def _said(error: Exception) -> str:
    kind = "" if isinstance(error, EffbenchError) else f"{type(error).__name__}: "
    return one_line(f"{kind}{error}")


def _efficiency(sample: Sample) -> float | None:
    if sample.status == "infra_error":
        return None
    if not sample.passed:
        return 0.0
    ratio = sample.with_cap().ratio
    return None if ratio is None else efficiency(ratio)
