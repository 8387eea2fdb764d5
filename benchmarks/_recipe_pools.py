"""Known solutions of the baseline's variants, judged and timed once: rewards without running code.

An answer is looked up by its text without the function's name: variants that differ only in names
and wording share their entries. An unknown answer is judged and timed when it is requested, and
stored. Noise is added to the looked-up times, drawn once per completion.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from effbench.judging.judge import CorrectnessJudge
from effbench.measure import Plan, measure
from effbench.models.extraction.extracting import extract_for
from effbench.recipe.corpus import answer_of
from effbench.reward import RewardVerdict, parse
from effbench.reward.samples import Sample, efficiency
from effbench.runs import write_atomically
from effbench.sandbox import Sandbox
from effbench.score.arms import collect_arms
from effbench.stats.paired import CENSOR_RATIO
from effbench.stats.ratio import centre
from effbench.tasks.suite import SuiteTask

SIZES = ("S", "M")
CONTRASTS = {"low": "S", "high": "M"}
"""Low contrast: the reward sees only the smallest size, at which fast and slow are close together.
High: the middle one, at which they are far apart."""
PLAN = Plan(min_blocks=8, sizes=len(SIZES))
SEED = 20
OTHER = "other"
"""The kind of an answer that is not a known solution."""
_NAME = "solution"


@dataclass(frozen=True)
class Entry:
    """One answer to one variant. `ratios`: size -> its time over the fast reference's, at most 10;
    empty unless it passed."""

    kind: str
    status: str
    ratios: dict[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """True if the answer passed."""
        return self.status == "pass"

    @property
    def efficiency(self) -> float:
        """The score: the mean over the sizes; 0 unless it passed."""
        if not self.passed:
            return 0.0
        return sum(efficiency(ratio) for ratio in self.ratios.values()) / len(self.ratios)


def canonical(text: str, name: str) -> str:
    """Return `text` with the function's name replaced by a fixed one."""
    return re.sub(rf"\b{re.escape(name)}\b", _NAME, text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def key_of(task: SuiteTask) -> str:
    """Return a key for all variants of one problem: family, and parameters in its solution."""
    return f"{task.id.partition('~')[0]}:{_digest(canonical(task.fast, task.entry_point))}"


class Pools:
    """key -> answer's digest -> entry. `file` holds the measurements and grows."""

    def __init__(self, file: Path, sandbox: Sandbox | None = None) -> None:
        self.file, self._sandbox = file, sandbox
        plain = json.loads(file.read_text()) if file.exists() else {}
        self.entries = {
            key: {digest: Entry(**entry) for digest, entry in pool.items()}
            for key, pool in plain.items()
        }

    def fill(self, tasks: Iterable[SuiteTask]) -> None:
        """Measure every known solution of these tasks that is not stored yet."""
        for task in tasks:
            known = {answer_of(source): kind for kind, source in task.references.items()}
            for source in task.wrong.values():
                known.setdefault(answer_of(source), "wrong")
            self.look_up(task, list(known), list(known.values()))

    def look_up(
        self, task: SuiteTask, answers: Sequence[str], kinds: Sequence[str] | None = None
    ) -> list[Entry]:
        """Return the entries of these answers, in order; unknown ones are measured together."""
        pool = self.entries.setdefault(key_of(task), {})
        digests = [_digest(canonical(answer, task.entry_point)) for answer in answers]
        new = {d: a for d, a in zip(digests, answers, strict=True) if d not in pool}
        names = dict(zip(digests, kinds or [OTHER] * len(answers), strict=True))
        if new:
            pool |= self._measured(task, new, names)
        met = [d for d in names if pool[d].kind == OTHER != names[d]]  # seen earlier as samples
        pool |= {digest: replace(pool[digest], kind=names[digest]) for digest in met}
        if new or met:
            self._save()
        return [pool[digest] for digest in digests]

    def _measured(
        self, task: SuiteTask, new: dict[str, str], kinds: dict[str, str]
    ) -> dict[str, Entry]:
        if self._sandbox is None:
            raise RuntimeError(f"{task.id}: an answer that {self.file} does not hold")
        judge, found, sources = CorrectnessJudge(self._sandbox, SEED), {}, {}
        for digest, answer in new.items():
            source = extract_for(task, answer).source
            status = "no_code" if source is None else judge.judge(task, source).status
            if status == "pass" and source is not None:
                sources[digest] = source
            found[digest] = Entry(kinds[digest], status)
        timings = list(measure(task, sources, self._sandbox, SEED, PLAN)) if sources else []
        arms = collect_arms(timings, {task.id: SIZES})
        for digest in sources:
            ratios = {}
            for size in SIZES:
                arm = arms.get((task.id, digest), {}).get(size)
                cut = arm is None or arm.mostly_cut_off or not arm.values
                ratios[size] = CENSOR_RATIO if cut or arm is None else centre(arm.values).ratio
            found[digest] = Entry(kinds[digest], "pass", _rounded(ratios))
        return found

    def _save(self) -> None:
        plain = {
            key: {digest: asdict(entry) for digest, entry in sorted(pool.items())}
            for key, pool in sorted(self.entries.items())
        }
        write_atomically(self.file, json.dumps(plain, indent=0).encode())


class PoolJudge:
    """A recipe's judge on top of pools: stored measurements with added noise.

    `noise`: the standard deviation of the logarithm of a ratio, drawn for every completion. The
    reward does not account for it (no dead band): it represents undetected error.
    """

    def __init__(
        self,
        pools: Pools,
        tasks: Sequence[SuiteTask],
        *,
        algorithm_spec: str = "gated-log:v1+band=off",
        contrast: str = "high",
        noise: float = 0.0,
        seed: int = 0,
    ) -> None:
        self._pools, self._spec = pools, parse(algorithm_spec)
        self._tasks = {task.id: task for task in tasks}
        self._size, self._noise = CONTRASTS[contrast], noise
        self._rng = random.Random(seed)
        self.seconds = 0.0
        self.asked = 0

    def __enter__(self) -> PoolJudge:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def score_many(self, pairs: Sequence[tuple[str, Any]]) -> list[RewardVerdict]:
        self.asked += len(pairs)
        return [self._verdict(task_id, str(text)) for task_id, text in pairs]

    def _verdict(self, task_id: str, text: str) -> RewardVerdict:
        entry = self._pools.look_up(self._tasks[task_id], [text])[0]
        ratio = None
        if entry.passed:
            ratio = entry.ratios[self._size] * math.exp(self._rng.gauss(0.0, self._noise))
        sample = Sample(entry.status, ratio)  # type: ignore[arg-type]
        return RewardVerdict(
            task_id=task_id,
            reward=self._spec.reward(sample),
            status=entry.status,  # type: ignore[arg-type]
            detail="",
            spec=str(self._spec),
            efficiency=entry.efficiency,
            ratio=ratio,
            source_sha256=_digest(text),
        )


def _rounded(ratios: dict[str, float]) -> dict[str, float]:
    return {size: float(f"{ratio:.4g}") for size, ratio in ratios.items()}
