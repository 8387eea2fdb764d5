"""What a model that starts from nothing learns first: good and bad answers, as they come.

Decides the mixture that the `sft` stage trains on. Answers are the known solutions of the training
variants, right and wrong, fast and slow, in the proportions of the configuration: the later stages
must have something to do. Comments and docstrings are left out, a tiny model can't afford them.
"""

from __future__ import annotations

import ast
import random
import re
import string
from collections.abc import Mapping, Sequence
from typing import Literal

from effbench import prompts
from effbench.registry import baseline
from effbench.suite import SuiteTask

Kind = Literal["fast", "medium", "slow", "wrong"]
MAX_ROWS = 4096
"""More of them would be the same answers to the same prompts again."""
BLURRED_SHARE = 0.6
_RESULT = re.compile(r" == .*$", re.MULTILINE)
CLOSING = "```"
"""A plain-text prompt opens the answer's block; the answer closes it."""


def prompt_of(task: SuiteTask) -> str:
    """The prompt as the local backend gives it to a model without a chat template."""
    return prompts.as_plain_text(prompts.render(task))


def answer_of(source: str) -> str:
    """The completion that is this source, without comments, docstrings and types; the block closed.

    The assignments at the top level, the task's parameters among them, come last: in a text without
    an opening fence, code is looked for from the first import or definition on (`extract`).
    """
    tree = ast.parse(source)
    tree.body.sort(key=lambda node: isinstance(node, ast.Assign | ast.AnnAssign))  # stable
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and _documented(node.body):
            del node.body[0]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return f"{ast.unparse(tree)}\n{CLOSING}"


def blurred(prompt: str, wordings: Sequence[str], rng: random.Random) -> str:
    """The prompt with another opening and other results in its examples: letters and digits drawn.

    What doesn't bear on the answer varies then, and a model learns to pass over what it has never
    seen; otherwise an unknown wording would be enough to throw it off.
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
    """`n` rows, at most MAX_ROWS, of `prompt`, `completion`, `task_id`, `kind`; tasks take turns.

    `shares`: weights of `fast`, `medium`, `slow` and `wrong`. Which of a task's wrong solutions
    stands for `wrong` is drawn evenly.
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
