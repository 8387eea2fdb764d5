"""Judge many answers in this process with reproducible verdicts.

This module distributes the answers of several sets over threads and reduces chance effects. All
zygotes have the same hash seed, so an answer that depends on the order of a set behaves equally in
every run. A verdict that depends on the machine's load (a limit, a sandbox failure) can be repeated
while nothing else runs here. Callers do so if it is not the verdict that they expect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from benchmarks._answer_sets import Answer, AnswerSet
from effbench.base.errors import EffbenchError
from effbench.judging.judge import Judgement, source_sha256
from effbench.judging.sharing import SharingJudge
from effbench.models.extraction.extracting import extract_for
from effbench.sandbox import Sandbox
from effbench.sandbox.host.zygote import Zygote
from effbench.tasks.suite import SuiteTask

SEED = 20
NO_TASK = "no_task"
"""The suite here leaves this task out."""
_BY_LUCK = ("timeout", "memory", "infra_error")
_CUT_SHORT = "the test asks more"
"""Start of a test's message if its candidate ran out of time between two of its questions."""


class SteadySandbox(Sandbox):
    """A sandbox whose zygotes all have the same hash seed."""

    def start_zygote(self, imports: tuple[str, ...], hash_seed: int) -> Zygote:
        """Start a zygote with the fixed hash seed."""
        return super().start_zygote(imports, 1)


@dataclass(frozen=True)
class Found:
    """One answer's verdict. `source` is None if nothing was extracted."""

    answer: Answer
    status: str
    rule: str
    source: str | None
    detail: str = ""

    @property
    def by_luck(self) -> bool:
        """True if another load on the machine might have given another verdict."""
        return self.status in _BY_LUCK or _CUT_SHORT in self.detail

    @property
    def digest(self) -> str:
        """Short digest of the extracted source; "-" if there is none."""
        return source_sha256(self.source)[:8] if self.source is not None else "-"

    def record(self) -> str:
        """Return the record "verdict rule digest"."""
        return f"{self.status} {self.rule} {self.digest}"


_Key = tuple[str, str, str]
"""Task id, the suite's digest of the task, and source: judged once per key."""


class Verdicts:
    """Judges sets one after the other; identical sources for a task are judged once."""

    def __init__(self, sandbox: Sandbox, quiet: Sandbox) -> None:
        self._judge, self._quiet = SharingJudge(sandbox, SEED), SharingJudge(quiet, SEED)
        self.quiet, self._threads = quiet, sandbox.slots
        self._known: dict[_Key, Judgement] = {}

    def of(self, chosen: AnswerSet, say: Callable[[str], None] = lambda text: None) -> list[Found]:
        """Return the verdicts in the order of the set's answers."""
        extracted = [_extracted(chosen, answer) for answer in chosen.answers]
        todo: dict[_Key, tuple[SuiteTask, str]] = {}
        for answer, (source, _) in zip(chosen.answers, extracted, strict=True):
            task = chosen.tasks.get(answer.task_id)
            if task is not None and source is not None:
                todo.setdefault(_key(task, source), (task, source))
        self._judge_all({key: todo[key] for key in sorted(todo) if key not in self._known}, say)
        return [
            self._found(chosen, answer, source, rule)
            for answer, (source, rule) in zip(chosen.answers, extracted, strict=True)
        ]

    def again(self, chosen: AnswerSet, one: Found) -> Found:
        """Judge again while nothing else runs here, if the answer's verdict is `by_luck`."""
        if one.source is None:
            return one
        result = self.alone(chosen.tasks[one.answer.task_id], one.source)
        return replace(one, status=result.status, detail=result.detail)

    def alone(self, task: SuiteTask, source: str) -> Judgement:
        """Judge one source while nothing else runs here."""
        return _judged(self._quiet, task, source)

    def _judge_all(
        self, todo: dict[_Key, tuple[SuiteTask, str]], say: Callable[[str], None]
    ) -> None:
        with ThreadPoolExecutor(self._threads) as pool:
            results = pool.map(lambda pair: _judged(self._judge, *pair), todo.values())
            for number, (key, result) in enumerate(zip(todo, results, strict=True), 1):
                self._known[key] = result
                say(f"{number} of {len(todo)}")

    def _found(self, chosen: AnswerSet, answer: Answer, source: str | None, rule: str) -> Found:
        task = chosen.tasks.get(answer.task_id)
        if task is None:
            return Found(answer, NO_TASK, rule, source)
        if source is None:
            return Found(answer, "no_code", rule, None)
        result = self._known[_key(task, source)]
        return Found(answer, result.status, rule, source, result.detail)


def digest(records: Iterable[str]) -> str:
    """Return one digest for many records, in their order."""
    total = hashlib.sha256()
    for record in records:
        total.update(record.encode() + b"\n")
    return total.hexdigest()[:16]


def passed(found: Sequence[Found]) -> int:
    """Return the number of answers that passed."""
    return sum(one.status == "pass" for one in found)


def _extracted(chosen: AnswerSet, answer: Answer) -> tuple[str | None, str]:
    if answer.is_code:
        return answer.text, "code"
    task = chosen.tasks.get(answer.task_id)
    if task is None:
        return None, "-"
    found = extract_for(task, answer.text)
    return found.source, found.rule


def _key(task: SuiteTask, source: str) -> _Key:
    return task.id, task.digest, source


def _judged(judge: SharingJudge, task: SuiteTask, source: str) -> Judgement:
    try:
        return judge.judge(task, source)
    except EffbenchError as error:  # the task itself is faulty, and its answers stay unjudged
        return Judgement("infra_error", str(error))
