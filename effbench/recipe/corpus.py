"""What a model that starts from nothing learns first: good and bad answers, as they come.

Decides the mixture that the `sft` stage trains on. Answers are the known solutions of the training
variants, right and wrong, fast and slow, in the proportions of the configuration: the later stages
must have something to do. Comments and docstrings are left out, a tiny model can't afford them.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Mapping, Sequence
from typing import Literal

from effbench import prompts
from effbench.registry import baseline
from effbench.suite import SuiteTask

Kind = Literal["fast", "medium", "slow", "wrong"]
CLOSING = "```"
"""A plain-text prompt opens the answer's block; the answer closes it."""


def prompt_of(task: SuiteTask) -> str:
    """The prompt as the local backend gives it to a model without a chat template."""
    return prompts.as_plain_text(prompts.render(task))


def answer_of(source: str) -> str:
    """The completion that is this source: no comments, no docstrings, the block closed."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and _documented(node.body):
            del node.body[0]
    return f"{ast.unparse(tree)}\n{CLOSING}"


def mixture(
    tasks: Sequence[SuiteTask], shares: Mapping[Kind, float], n: int, seed: int
) -> list[dict[str, str]]:
    """`n` rows of `prompt`, `completion`, `task_id`, `kind`; task after task, in turn.

    `shares`: weights of `fast`, `medium`, `slow` and `wrong`. Which of a task's wrong solutions
    stands for `wrong` is drawn evenly.
    """
    rng = random.Random(seed)
    kinds, weights = list(shares), list(shares.values())
    rows = []
    for number in range(n):
        task = tasks[number % len(tasks)]
        kind = rng.choices(kinds, weights)[0]
        source = (
            rng.choice(sorted(task.wrong.values())) if kind == "wrong" else task.references[kind]
        )
        rows.append(
            {
                "prompt": prompt_of(task),
                "completion": answer_of(source),
                "task_id": task.id,
                "kind": kind,
            }
        )
    return rows


def words_apart() -> list[str]:
    """The words that prompts combine anew: parts of names, and the words of parameters."""
    words = {f"{word}_" for word in baseline.FIRST_WORDS} | set(baseline.SECOND_WORDS)
    return sorted(words | baseline.parameter_words())


def _documented(body: Sequence[ast.stmt]) -> bool:
    first = body[0] if body else None
    return (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
        and len(body) > 1
    )
