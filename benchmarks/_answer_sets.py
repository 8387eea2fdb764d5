"""The frozen answers that `drift` judges: the list of sets, and a reader for each.

A set is named after its source; its answers keep the order and the sample numbers of their file.
Every random choice has a fixed seed, so two runs on the same data give the same answers. A set
whose data is missing raises `Absent`, with the reason.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from benchmarks import _chat_shapes
from effbench.sandbox import Sandbox
from effbench.tasks import registry
from effbench.tasks.datasets import evalperf, evalplus, humaneval, problem_file
from effbench.tasks.registry.files import TIERS
from effbench.tasks.suite import SuiteTask

SAMPLES = 3
"""Number of samples taken from published files with ten answers per task."""
EVALPERF_DRAW, EVALPERF_SEED = 250, 20
_HEAVY_MBPP = (84, 123, 239, 260, 271, 300, 389, 392, 583, 589, 592, 599, 603, 630, 781)
HEAVY = frozenset(f"Mbpp/{number}" for number in _HEAVY_MBPP)
"""Tasks with solutions that take seconds or minutes on the plus inputs; `drift` leaves them out."""
NEAR_LIMIT = frozenset(
    {
        ("answers/ldb/gpt-4-1106-preview", "HumanEval/129"),
        ("answers/llm-humaneval-benchmarks/bard-2023", "HumanEval/129"),
    }
)
"""Answers that need about as much CPU time as their limit, so that their verdict depends on the
machine's load; `drift` leaves them out. All others need a tenth of it, or more than three times as
much."""
SHAPE_TASKS = (
    "anagram_windows",
    "bfs_grid_keys",
    "bridge_weights",
    "lattice_points_line",
    "totient_prefix",
)
Tasks = Mapping[str, SuiteTask]


class Absent(Exception):
    """The reason why a set cannot be judged here."""


@dataclass(frozen=True)
class Answer:
    """One frozen answer."""

    task_id: str
    sample: int
    text: str
    is_code: bool = False
    label: str = ""
    """A readable name, for the core tasks' wrong solutions and the hand-made texts."""
    meant: str = ""
    """The verdict that a careful reader gives; for the hand-made texts."""


@dataclass(frozen=True)
class AnswerSet:
    """A set's name, tasks and answers."""

    name: str
    tasks: Tasks
    answers: tuple[Answer, ...]


class Library:
    """All sets. Each suite is loaded once, when a set first needs it."""

    def __init__(self, data: Path, sandbox: Sandbox, scratch: Path) -> None:
        self._data, self.sandbox, self._scratch = data, sandbox, scratch

    def names(self) -> list[str]:
        """Return the names of all sets of the frozen answers, including those without data here."""
        return list(self._makers)

    def open(self, name: str) -> AnswerSet:
        """Load a set. Raises Absent."""
        tasks, answers = self._makers[name]()
        return AnswerSet(name, tasks, tuple(answers))

    @cached_property
    def _makers(self) -> dict[str, Callable[[], tuple[Tasks, list[Answer]]]]:
        makers: dict[str, Callable[[], tuple[Tasks, list[Answer]]]] = {
            f"core/{tier}": (lambda tier=tier: self._tier(tier))
            for tier in TIERS
            if tier != "brute"
        }
        makers["core/wrong"] = self._wrong
        makers["shapes/core"] = self._core_shapes
        makers["shapes/problems"] = self._problem_shapes
        for stem in HUMANEVAL_FILES:
            makers[f"humaneval/{stem}"] = lambda stem=stem: self._published(stem, self.humaneval)
        for stem in MBPP_FILES:
            makers[f"mbpp/{stem}"] = lambda stem=stem: self._published(stem, self.mbppplus)
        for stem in STRIPPED_FILES:
            makers[f"stripped/{stem}"] = lambda stem=stem: self._stripped(stem)
        makers["evalperf"] = self._evalperf
        return makers

    # --- suites -------------------------------------------------------------------------------

    @cached_property
    def core(self) -> Tasks:
        """The core suite's tasks."""
        return _by_id(registry.load_core().tasks)

    @cached_property
    def humaneval(self) -> Tasks:
        """HumanEval's tasks."""
        path = self.file("human-eval/HumanEval.jsonl.gz")
        return _by_id(humaneval.load(path, self.sandbox).tasks)

    @cached_property
    def humanevalplus(self) -> Tasks:
        """HumanEval+'s tasks."""
        path = self.file("humanevalplus/HumanEvalPlus.jsonl.gz")
        return _by_id(evalplus.load_humaneval(path, self.sandbox).tasks)

    @cached_property
    def mbppplus(self) -> Tasks:
        """MBPP+'s tasks."""
        path = self.file("mbppplus/MbppPlus.jsonl.gz")
        return _by_id(evalplus.load_mbpp(path, self.sandbox).tasks)

    def humaneval_tests(self) -> dict[str, str]:
        """Return task id -> HumanEval's own test."""
        path = self.file("human-eval/HumanEval.jsonl.gz")
        rows = problem_file.read(path, humaneval.FIELDS, "")
        return {row["task_id"]: row["test"] for row in rows}

    def file(self, name: str) -> Path:
        """Return a file of the data folder. Raises Absent."""
        path = self._data / name
        if not path.is_file():
            raise Absent(f"{path} is not there")
        return path

    # --- sets ---------------------------------------------------------------------------------

    def _tier(self, tier: str) -> tuple[Tasks, list[Answer]]:
        found = [(task.id, task.references[tier]) for task in self.core.values()]
        return self.core, [Answer(id_, 0, source, is_code=True) for id_, source in found]

    def _wrong(self) -> tuple[Tasks, list[Answer]]:
        answers = [
            Answer(task.id, number, source, is_code=True, label=name)
            for task in self.core.values()
            for number, (name, source) in enumerate(sorted(task.wrong.items()))
        ]
        return self.core, answers

    def _core_shapes(self) -> tuple[Tasks, list[Answer]]:
        answers = []
        for task_id in SHAPE_TASKS:
            task = self.core[task_id]
            draft = task.wrong[min(task.wrong)]
            parts = _chat_shapes.Parts(task.entry_point, task.fast, draft)
            answers += _shaped(task_id, _chat_shapes.CHATS, parts)
        return self.core, answers

    def _problem_shapes(self) -> tuple[Tasks, list[Answer]]:
        path = self._scratch / "problems.jsonl"
        rows = [json.dumps(problem.row) for problem in _chat_shapes.PROBLEMS]
        path.write_text("\n".join(rows) + "\n")
        tasks = _by_id(humaneval.load(path, self.sandbox).tasks)
        answers = []
        for problem in _chat_shapes.PROBLEMS:
            answers += _shaped(problem.task_id, _chat_shapes.CONTINUATIONS, problem.parts)
        return tasks, answers

    def _published(self, stem: str, tasks: Tasks) -> tuple[Tasks, list[Answer]]:
        rows = published_answers(self.file(f"{stem}.jsonl.gz"))
        kept = [row for row in rows if row.sample < SAMPLES and row.task_id not in HEAVY]
        return tasks, [row for row in kept if (stem, row.task_id) not in NEAR_LIMIT]

    def _stripped(self, stem: str) -> tuple[Tasks, list[Answer]]:
        tasks, answers = self._published(stem, self.humaneval)
        first = [answer for answer in answers if answer.sample == 0]
        return tasks, [replace(answer, text=answer.text.lstrip(" ")) for answer in first]

    def _evalperf(self) -> tuple[Tasks, list[Answer]]:
        drawn = random.Random(EVALPERF_SEED).sample(self.evalperf_solutions(), EVALPERF_DRAW)
        light = sorted(key for key in drawn if key[0] not in HEAVY)
        return self.evalperf_tasks(), numbered(light)

    def evalperf_tasks(self) -> Tasks:
        """Return the tasks of HumanEval+ and MBPP+."""
        return {**self.humanevalplus, **self.mbppplus}

    def evalperf_solutions(self) -> list[tuple[str, str]]:
        """Return (task id, text) of every distinct solution that EvalPerf passed, sorted."""
        paths = sorted((self._data / "evalperf").glob(evalperf.RESULTS))
        if not paths:
            raise Absent(f"{self._data / 'evalperf'} holds no result file")
        found = {
            (task_id, solution.solution)
            for path in paths
            for task_id, profile in evalperf.read(path).tasks.items()
            for solution in profile.profiled
        }
        return sorted(found)


def published_answers(path: Path) -> Iterator[Answer]:
    """Read an answer file; a task's lines are its samples 0, 1, 2, …"""
    count: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            sample = count.get(row["task_id"], 0)
            count[row["task_id"]] = sample + 1
            is_code = "solution" in row
            yield Answer(
                row["task_id"], sample, row["solution" if is_code else "completion"], is_code
            )


def numbered(pairs: list[tuple[str, str]]) -> list[Answer]:
    """Return pairs of (task id, code) as answers, numbered within their task."""
    count: dict[str, int] = {}
    answers = []
    for task_id, source in pairs:
        sample = count.get(task_id, 0)
        count[task_id] = sample + 1
        answers.append(Answer(task_id, sample, source, is_code=True))
    return answers


def _by_id(tasks: tuple[SuiteTask, ...]) -> Tasks:
    return {task.id: task for task in tasks}


def _shaped(
    task_id: str, shapes: tuple[_chat_shapes.Shape, ...], parts: _chat_shapes.Parts
) -> list[Answer]:
    return [
        Answer(task_id, number, shape.text(parts), label=shape.name, meant=shape.meant)
        for number, shape in enumerate(shapes)
    ]


HUMANEVAL_FILES = (
    "answers/codefuse-evaluation/codefuse-13b",
    "answers/codet/codegen-mono-16b.10",
    "answers/codeup/codeup-llama3-8b",
    "answers/coffe/llama-3.1-405b-instruct",
    "answers/ldb/codellama-34b-instruct",
    "answers/ldb/gpt-3.5-turbo-0613",
    "answers/ldb/gpt-4-1106-preview",
    "answers/ldb/starcoder-15b",
    "answers/llm-humaneval-benchmarks/bard-2023",
    "answers/llm-humaneval-benchmarks/claude-plus-2023",
    "answers/llm-humaneval-benchmarks/falcon-7b-instruct-gptq",
    "answers/llm-humaneval-benchmarks/guanaco-65b-gptq",
    "answers/mapcoder/gemini-1.0-pro-direct",
    "answers/mapcoder/gpt-3.5-turbo-cot",
    "answers/mapcoder/gpt-4-turbo-cot",
    "answers/mapcoder-reproduction/qwen-coder-turbo-direct",
    "answers/mapcoder-reproduction/qwen3-coder-480b-direct",
    "answers/mgdebugger/codeqwen1.5-7b-chat",
    "answers/mgdebugger/codestral-22b",
    "answers/mgdebugger/deepseek-coder-v2-lite-16b",
    "answers/mistral-vs-zephyr/mistral-7b-instruct-v0.1.10",
    "answers/mistral-vs-zephyr/zephyr-7b-alpha.10",
    "answers/poe-evaluation/codegemma-7b",
    "answers/poe-evaluation/qwen2.5-coder-7b",
    "answers/reflexion/gpt-4-2023-simple",
    "answers/starcoder2-self-align/starcoder2-15b-instruct-v0.1",
    "coffe/samples/humaneval.gpt-4o",
)
MBPP_FILES = ("coffe/samples/mbpp.gpt-4o",)
STRIPPED_FILES = (
    "answers/mistral-vs-zephyr/mistral-7b-instruct-v0.1.10",
    "answers/mistral-vs-zephyr/zephyr-7b-alpha.10",
)
"""Bodies whose source removed the first line's indentation; the data folder has it restored."""
