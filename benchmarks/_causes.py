"""Find the cause of a difference between a published verdict and ours.

The answer is judged as the source ran it. A cause is accepted only if the answer, changed in that
one respect, gets the source's verdict here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from benchmarks._answer_sets import Tasks
from benchmarks._verdicts import Found, Verdicts
from effbench.tasks.suite import SuiteTask

UNEXPLAINED = "unexplained"
_MODULES = ("math", "re", "hashlib", "itertools", "functools", "collections", "string", "random")
_MORE_TIME = 4
_FENCE = re.compile(r"```[^\n]*\n(.*?)```", re.DOTALL)
"""Fences as sources find them, which differs from `effbench.models.extraction.extracting`."""
_MISSING_NAME = re.compile(r"NameError: name '(\w+)' is not defined")
_MISSING_MODULE = re.compile(r"ModuleNotFoundError: No module named '(\w+)'")


class Causes:
    """Tests the known differences between harnesses."""

    def __init__(self, verdicts: Verdicts, evalplus: Tasks, tests: Mapping[str, str]) -> None:
        """`evalplus`: HumanEval+'s tasks, whose base inputs some sources judged on.

        `tests`: task id -> HumanEval's own test.
        """
        self._verdicts, self._evalplus, self._tests = verdicts, evalplus, tests

    def of_loss(self, task: SuiteTask, one: Found) -> str:
        """Return the reason why an answer that the source passed fails here."""
        name = _MISSING_NAME.search(one.detail)
        if name and name.group(1) in _MODULES and one.source is not None:
            module = name.group(1)
            if self._passes(task, f"import {module}\n{one.source}"):
                return f"`{module}` is not imported; the source's harness has it in its namespace"
        missing = _MISSING_MODULE.search(one.detail)
        if missing:
            return f"imports `{missing.group(1)}`, which is not in the standard library"
        seconds = _MORE_TIME * task.cpu_limit_seconds
        more_time = replace(task, cpu_limit_seconds=seconds, wall_limit_seconds=None)
        if one.by_luck and one.source is not None and self._passes(more_time, one.source):
            return f"passes with {_MORE_TIME} times the CPU time: near the limit on this machine"
        if one.source is not None and self._passes(self._on_base(task.id), one.source):
            return "passes EvalPlus' base inputs, which lack the input of HumanEval that it fails"
        return UNEXPLAINED

    def of_gain(self, task: SuiteTask, one: Found, runs_prompt: bool) -> str:
        """Return the reason why an answer that the source failed passes here.

        `runs_prompt`: the source's harness also ran the prompt.
        """
        assert one.source is not None
        for source, cause in _as_the_source_ran_it(task, one):
            if not self._passes(task, source):
                return cause
        if not runs_prompt and not self._passes_without_prompt(task, one.source):
            return "the test or the answer needs what the prompt defines, which the source left out"
        return UNEXPLAINED

    def _passes_without_prompt(self, task: SuiteTask, source: str) -> bool:
        """Run answer and test in one process without the prompt, as some sources do."""
        probe = f"def _effbench_probe():\n    check({task.entry_point})\n    return True\n"
        program = f"{source}\n\n{self._tests[task.id]}\n\n{probe}"
        outcome = self._verdicts.quiet.run(program, "_effbench_probe", [()])
        return outcome.ended == "returned"

    def _on_base(self, task_id: str) -> SuiteTask:
        task = self._evalplus[task_id]
        base = [instance for instance in task.correctness(0) if instance.label.startswith("base")]
        return replace(task, id=f"{task_id} base", correctness=lambda seed: base)

    def _passes(self, task: SuiteTask, source: str) -> bool:
        return self._verdicts.alone(task, source).status == "pass"


def _as_the_source_ran_it(task: SuiteTask, one: Found) -> Iterator[tuple[str, str]]:
    if one.answer.is_code:
        return
    text = one.answer.text
    fences = _FENCE.findall(text)
    if fences and fences[-1].strip() != (one.source or "").strip():
        kind = "an example call" if _compiles(fences[-1]) else "no code that could run alone"
        yield fences[-1], f"the source took the last fence as it stands, {kind}"
    elif one.rule == "continuation":
        yield (
            f"{task.prompt}\t{text.lstrip()}",
            "the source put a tab before the body, whose other lines have spaces",
        )
        yield task.prompt + text, "the source ran what comes behind the function, too"
    elif not fences:
        yield text, "the source ran what comes before or behind the function, too"


def _compiles(source: str) -> bool:
    try:
        compile(source, "<fence>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
