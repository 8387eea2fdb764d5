"""Sample answers of the current model and judge them, for gates and for preference pairs.

The backends of `effbench run` generate the answers, and the recipe's judge judges them. Answers and
verdicts from before an interruption are reused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from effbench.base import ModelError
from effbench.models import ModelOptions, Request, Sampling, open_model, prompts
from effbench.pipeline import Reporter
from effbench.recipe.config import Recipe
from effbench.recipe.folder import append_line, read_lines
from effbench.recipe.judging import WatchedJudge
from effbench.reward import RewardVerdict
from effbench.tasks import SuiteTask, derive_seed


@dataclasses.dataclass(frozen=True)
class JudgedAnswer:
    """An answer with its verdict."""

    task_id: str
    index: int
    text: str
    truncated: bool
    verdict: RewardVerdict


@dataclasses.dataclass(frozen=True)
class Quality:
    """The share of judged samples that pass, and their mean efficiency (0 for a wrong one).

    `pass_at_1` is None if no sample was judged, `efficiency` is None if no sample was timed.
    """

    pass_at_1: float | None
    efficiency: float | None
    n: int


def sample_and_judge(
    name: str,
    model: Path,
    tasks: Sequence[SuiteTask],
    k: int,
    recipe: Recipe,
    judge: WatchedJudge,
    folder: Path,
    reporter: Reporter,
) -> list[JudgedAnswer]:
    """Return `k` judged answers for each task, in the tasks' order.

    Raises ModelError if an answer can't be generated.
    """
    answers = folder / "answers.jsonl"
    texts = {(r["task_id"], r["index"]): r for r in read_lines(answers, reporter.message)}
    missing = [
        _request(task, index, recipe)
        for task in tasks
        for index in range(k)
        if (task.id, index) not in texts
    ]
    if missing:
        reporter.stage(f"{name}: sample", len(missing))
        for row in _answers(model, missing, recipe, reporter):
            append_line(answers, row)
            texts[(row["task_id"], row["index"])] = row
    verdicts = folder / "judged.jsonl"
    known = {
        (r["task_id"], r["index"]): RewardVerdict.from_dict(r["verdict"])
        for r in read_lines(verdicts, reporter.message)
    }
    reporter.stage(f"{name}: judge", len(tasks))
    judged = []
    for task in tasks:
        keys = [(task.id, index) for index in range(k)]
        if any(key not in known for key in keys):  # a task's answers are judged as one group
            found = judge.score_many([(task.id, texts[key]["text"]) for key in keys])
            for key, verdict in zip(keys, found, strict=True):
                row = {"task_id": key[0], "index": key[1], "verdict": verdict.as_dict()}
                append_line(verdicts, row)
                known[key] = verdict
        judged += [
            JudgedAnswer(*key, texts[key]["text"], texts[key]["truncated"], known[key])
            for key in keys
        ]
        reporter.advance()
    return judged


def quality(judged: Sequence[JudgedAnswer]) -> Quality:
    """Compute the quality of samples. Infrastructure errors are excluded."""
    verdicts = [one.verdict for one in judged if not one.verdict.infra_error]
    speeds = [v.efficiency for v in verdicts if v.efficiency is not None]
    return Quality(
        sum(bool(v.passed) for v in verdicts) / len(verdicts) if verdicts else None,
        sum(speeds) / len(speeds) if speeds else None,
        len(verdicts),
    )


def _request(task: SuiteTask, index: int, recipe: Recipe) -> Request:
    messages = prompts.render(task, recipe.data.template)
    seed = derive_seed(recipe.seed, "recipe", task.id, index)
    return Request(
        task.id, index, messages, seed, prompts.prompt_sha256(messages), task.entry_point
    )


def _answers(model: Path, requests: list[Request], recipe: Recipe, reporter: Reporter) -> Any:
    settings = recipe.sampling
    options = ModelOptions(
        sampling=Sampling(settings.temperature, 1.0, settings.max_new_tokens),
        references={},
        n_samples=1,
        backend=settings.backend,
        dtype="auto" if recipe.model.dtype == "float32" else recipe.model.dtype,
        batch_size=settings.batch_size,
    )
    opened = open_model(str(model), options)
    try:
        for answer in opened.generate(requests):
            if answer.error is not None:
                raise ModelError(f"{model}: task {answer.task_id}: {answer.error}")
            reporter.advance(tokens=answer.tokens_out or 0)
            yield {
                "task_id": answer.task_id,
                "index": answer.sample_index,
                "text": answer.text,
                "truncated": answer.finish_reason == "length",
            }
    finally:
        opened.close()
