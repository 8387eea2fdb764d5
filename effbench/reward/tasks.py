"""Task lookup for reward requests, with a cache of opened tasks.

A request names a task by its id, by the id of a variant (`task_id~k17`), or by its prompt. Variants
of evaluation seeds are rejected, so that training cannot contaminate an evaluation.
"""

from __future__ import annotations

import difflib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from effbench.base import UsageError, one_line
from effbench.measure import freeze
from effbench.models import prompts
from effbench.sandbox import Sandbox
from effbench.tasks import EVALUATION_FROM, Suite, SuiteTask, registry
from effbench.tasks.registry import baseline

MAX_OPEN_TASKS = 512
"""Maximum number of cached tasks (LRU)."""


@dataclass
class OpenTask:
    """A task with the results that are computed once."""

    task: SuiteTask
    pool: tuple[float, ...] | None = None
    """Ratios of its known solutions, measured when a spec first needs them."""
    lock: threading.Lock = field(default_factory=threading.Lock)


def load_suite(name: str | Suite) -> Suite:
    """Load a built-in suite (`registry.REWARD_NAMES`); return a `Suite` as it is.

    Raises UsageError for another name, and for a suite without tasks.
    """
    if isinstance(name, Suite):
        return name
    found = registry.for_reward(name)
    if found is None:
        raise UsageError(
            f"unknown suite {name!r}: {', '.join(registry.REWARD_NAMES)}, or pass a Suite, as the "
            "loaders in effbench.tasks.datasets return it"
        )
    suite, split = found
    return registry.split(registry.load_built_in(suite), split)


class Tasks:
    """Finds and opens tasks. Thread-safe.

    `timed`: when a task without frozen sizes is opened, measure which of its sizes count.
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
        """Return the task id for `asked`, which is a task's id or its prompt.

        Raises UsageError for anything else. A mistake in the training data must not look like an
        infrastructure failure: the trainer would silently drop every completion.
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
        """Open the task of an id from `id_of`. Raises TaskError or SandboxError if it is broken."""
        with self._lock:
            if task_id in self._open:
                self._open.move_to_end(task_id)
                return self._open[task_id]
        task = self._suite.get(task_id) or registry.load_variant(task_id, sandbox)
        if self._timed and task.frozen is None:
            task = replace(task, frozen=freeze(task, sandbox, self._seed))
        with self._lock:
            found = self._open.setdefault(task_id, OpenTask(task))
            while len(self._open) > MAX_OPEN_TASKS:
                self._open.popitem(last=False)
            return found

    def forget_opened(self) -> None:
        """Drop the opened tasks after a fork: they belong to the parent's sandbox."""
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
            raise UsageError(f"{asked}: this variant is for evaluation; train with those named ~tN")
        base = asked.partition("~")[0]
        self._require_variants(asked, base)
        if base not in baseline.FAMILIES:
            families = ", ".join(baseline.FAMILIES)
            raise UsageError(f"{asked}: no such baseline family; there are: {families}")
        return asked

    def _require_variants(self, asked: str, base: str) -> None:
        """Raise UsageError unless `base` is a built-in, parametrised task of the suite."""
        shown = one_line(asked, 60)
        if base not in self._suite:
            raise UsageError(
                f"{shown}: this judge's suite has no task {base!r} and so no variants of it; use "
                f"suite='{registry.CORE}' for the variants of all built-in tasks"
            )
        if base not in self._has_variants:
            self._has_variants[base] = registry.has_variants(self._suite[base])
        if not self._has_variants[base]:
            raise UsageError(f"{shown}: {base} is not a built-in task with parameters: no variants")

    def _prompts(self) -> dict[str, str]:
        if self._ids_of_prompts is None:
            found = {}
            for task in self._suite.values():
                found[task.prompt.strip()] = task.id
                for template in prompts.TEMPLATES:
                    found[prompts.render(task, template)[-1]["content"].strip()] = task.id
            self._ids_of_prompts = found
        return self._ids_of_prompts
