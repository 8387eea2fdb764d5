"""The training data of the `sft` stage: a mixture of good and bad answers.

The answers are the known solutions of the training variants, right and wrong, fast and slow, in the
configuration's proportions. The bad ones leave room for improvement in the later stages. Comments
and docstrings are removed, as a tiny model can't afford them.
"""

from __future__ import annotations

import ast
import random
import re
import string
from collections.abc import Mapping, Sequence
from typing import Literal

from effbench.models import prompts
from effbench.tasks import SuiteTask
from effbench.tasks.registry import baseline

Kind = Literal["fast", "medium", "slow", "wrong"]
MAX_ROWS = 4096
"""The maximum number of rows. More rows would repeat the same answers to the same prompts."""
BLURRED_SHARE = 0.6
_RESULT = re.compile(r" == .*$", re.MULTILINE)
CLOSING = "```"
"""A plain-text prompt ends with an opening fence; the answer ends with this closing fence."""


def prompt_of(task: SuiteTask) -> str:
    """Return the prompt that the local backend gives to a model without a chat template."""
    return prompts.as_plain_text(prompts.render(task))


def answer_of(source: str) -> str:
    """Return a completion: the source without comments, docstrings and types, and a closing fence.

    Top-level assignments, which include the task's parameters, are moved to the end: in a text
    without an opening fence, `extract` looks for code from the first import or definition on.
    """
    tree = ast.parse(source)
    tree.body.sort(key=lambda node: isinstance(node, ast.Assign | ast.AnnAssign))  # a stable sort
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and _documented(node.body):
            del node.body[0]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return f"{ast.unparse(tree)}\n{CLOSING}"


def blurred(prompt: str, wordings: Sequence[str], rng: random.Random) -> str:
    """Replace the prompt's opening words and its examples' results with random letters and digits.

    Text that does not affect the answer then varies, so the model learns to ignore unknown text.
    Otherwise an unknown wording would be enough to confuse it.
    """
    for wording in wordings:
        if f"\n{wording} " in prompt:
            other = " ".join(_word(rng) for _ in range(rng.randint(1, 3))).capitalize()
            prompt = prompt.replace(f"\n{wording} ", f"\n{other} ", 1)
            break
    return _RESULT.sub(
        lambda found: re.sub(r"\d", lambda _: rng.choice("0123456789"), found[0]), prompt
    )


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(2, 7)))


def mixture(
    tasks: Sequence[SuiteTask], shares: Mapping[Kind, float], n: int, seed: int
) -> list[dict[str, str]]:
    """Return `n` rows, at most MAX_ROWS, with `prompt`, `completion`, `task_id` and `kind`.

    The tasks take turns. `shares` are weights of `fast`, `medium`, `slow` and `wrong`. For `wrong`,
    one of the task's wrong solutions is drawn uniformly.
    """
    rng = random.Random(seed)
    wordings = sorted(baseline.wordings())
    kinds, weights = list(shares), list(shares.values())
    rows = []
    for number in range(min(n, MAX_ROWS)):
        task = tasks[number % len(tasks)]
        kind = rng.choices(kinds, weights)[0]
        source = (
            rng.choice(sorted(task.wrong.values())) if kind == "wrong" else task.references[kind]
        )
        rows.append(
            {
                "prompt": blurred(prompt_of(task), wordings, rng)
                if rng.random() < BLURRED_SHARE
                else prompt_of(task),
                "completion": answer_of(source),
                "task_id": task.id,
                "kind": kind,
            }
        )
    return rows


def words_apart() -> list[str]:
    """Return the words that prompts combine in new ways: parts of names, words of parameters."""
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
