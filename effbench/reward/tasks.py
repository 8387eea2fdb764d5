"""Which task a reward request means, and what is kept of each task between requests.

Decides the names that a request may use: a task id of the suite, the id of a variant
(`task_id~k17`), or the prompt itself. Variants of evaluation seeds are refused: what is trained on
can't be evaluated on.
"""

from __future__ import annotations

import difflib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from effbench import prompts, registry
from effbench.errors import UsageError
from effbench.executors.sharing import SharingJudge
from effbench.foreign import one_line
from effbench.judge import Judgement
from effbench.measure import freeze
from effbench.registry import EVALUATION_FROM, baseline
from effbench.sandbox import Sandbox
from effbench.suite import Suite, SuiteTask

MAX_OPEN_TASKS = 512
"""Of these the inputs and expected answers are kept, a few MB each; the least used one goes."""


@dataclass
class OpenTask:
    """A task with what was prepared for it once."""

    task: SuiteTask
    _judge: SharingJudge
    pool: tuple[float, ...] | None = None
    """Ratios of its known solutions, measured when a spec first asks for them."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def judge(self, source: str) -> Judgement:
        return self._judge.judge(self.task, source)


def open_task(task: SuiteTask, sandbox: Sandbox, seed: int) -> OpenTask:
    return OpenTask(task, SharingJudge(sandbox, seed))


def load_suite(name: str | Suite) -> Suite:
    """`core`, `core-dev`, `core-public`, or a suite that somebody loaded."""
    if isinstance(name, Suite):
        return name
    base, _, part = name.partition("-")
    if base != registry.CORE or part not in ("", "dev", "public"):
        raise UsageError(
            f"unknown suite {name!r}: core, core-dev or core-public, or pass a Suite, as the "
            "loaders in effbench.datasets return it"
        )
    return registry.split(registry.load_core(), part or "all")


class Tasks:
    """Finds and opens tasks; safe to use from several threads.

    `timed`: of a task that no lock knows it is measured, when it is opened, which sizes count.
    """

    def __init__(self, suite: Suite, seed: int, timed: bool = True) -> None:
        self._timed = timed
        self._suite = {task.id: task for task in suite.tasks}
        self._seed = seed
        self._lock = threading.Lock()
        self._open: OrderedDict[str, OpenTask] = OrderedDict()
        self._ids_of_prompts: dict[str, str] | None = None
        self._has_variants: dict[str, bool] = {}

    def id_of(self, asked: str) -> str:
        """The task id that `asked` is or, as a prompt, belongs to.

        Raises UsageError for anything else: a mistake in the training data must not pass for a
        failure of the infrastructure, or nothing would be trained on.
        """
        if not isinstance(asked, str):
            raise UsageError(
                f"a task is named by its id or prompt, not by a {type(asked).__name__}"
            )
        if asked in self._suite:
            return asked
        if "\n" not in asked and "~k" in asked:
            return self._variant_id(asked)
        if baseline.is_variant(asked):
            return self._baseline_id(asked)
        known = self._prompts().get(asked.strip())
        if known is not None:
            return known
        close = difflib.get_close_matches(asked[:100], self._suite, n=3)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise UsageError(f"the suite has no task or prompt {one_line(asked, 60)!r}{hint}")

    def open(self, task_id: str, sandbox: Sandbox) -> OpenTask:
        """The task of an id that `id_of` returned. TaskError, SandboxError for a broken variant."""
        with self._lock:
            if task_id in self._open:
                self._open.move_to_end(task_id)
                return self._open[task_id]
        task = self._suite.get(task_id) or registry.load_variant(task_id, sandbox)
        if self._timed and task.frozen is None:
            task = replace(task, frozen=freeze(task, sandbox, self._seed))
        with self._lock:
            found = self._open.setdefault(task_id, open_task(task, sandbox, self._seed))
            while len(self._open) > MAX_OPEN_TASKS:
                self._open.popitem(last=False)
            return found

    def forget_opened(self) -> None:
        """After a fork: what was opened belongs to the parent's sandbox."""
        self._lock = threading.Lock()
        self._open.clear()

    def _variant_id(self, asked: str) -> str:
        base, suite_seed = registry.parse_variant(asked)
        self._require_variants(asked, base)
        if suite_seed is not None and suite_seed >= EVALUATION_FROM:
            raise UsageError(
                f"{asked}: suite seeds from 2**31 on are for evaluation; train with smaller ones"
            )
        return asked

    def _baseline_id(self, asked: str) -> str:
        if baseline.side_of(asked) == "evaluation":
            raise UsageError(f"{asked}: a variant for evaluation; train with those called ~tN")
        base = asked.partition("~")[0]
        self._require_variants(asked, base)
        if base not in baseline.FAMILIES:
            families = ", ".join(baseline.FAMILIES)
            raise UsageError(f"{asked}: no family of the baseline; these are: {families}")
        return asked

    def _require_variants(self, asked: str, base: str) -> None:
        """UsageError unless `base` is a built-in, parametrised task of the suite."""
        shown = one_line(asked, 60)
        if base not in self._suite:
            raise UsageError(
                f"{shown}: the suite of this judge has no task {base!r}, so no variants of it; "
                f"suite='{registry.CORE}' has those of all built-in tasks"
            )
        if base not in self._has_variants:
            self._has_variants[base] = registry.has_variants(self._suite[base])
        if not self._has_variants[base]:
            raise UsageError(f"{shown}: {base} is no built-in task with parameters: no variants")

    def _prompts(self) -> dict[str, str]:
        if self._ids_of_prompts is None:
            found = {}
            for task in self._suite.values():
                found[task.prompt.strip()] = task.id
                for template in prompts.TEMPLATES:
                    found[prompts.render(task, template)[-1]["content"].strip()] = task.id
            self._ids_of_prompts = found
        return self._ids_of_prompts
