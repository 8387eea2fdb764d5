"""Assemble a task's prompt from the parts of its task file.

Task files are read in `files`. `effbench.models.prompts` turns the result into chat messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from effbench.tasks.authoring import Task
from effbench.tasks.suite import Arguments


def prompt_text(task: Task, examples: Sequence[tuple[Arguments, Any]] | None = None) -> str:
    """Return the task as the model sees it, including every enforced limit.

    `examples` replaces the task's own examples.
    """
    imports = ", ".join(["the standard library", *task.imports])
    parts = [(task.statement or "").strip()]
    if task.style == "program":
        parts.append("Write a whole program: it reads standard input and writes standard output.")
    else:
        parts.append("Signature:\n\n    " + task.signature)
    if task.limits:
        parts.append("Limits:\n\n" + "\n".join(f"- {limit}" for limit in task.limits))
    parts.append(f"You may import: {imports}.")
    shown = task.examples if examples is None else examples
    if shown and task.style == "program":
        parts += [_dialogue(arguments, expected) for arguments, expected in shown]
    elif shown:
        parts.append("Examples:\n\n" + "\n".join(_call(task, *example) for example in shown))
    return "\n\n".join(parts) + "\n"


def _call(task: Task, arguments: Arguments, expected: Any) -> str:
    text = f"{task.entry_point}({', '.join(map(repr, arguments))}) == {expected!r}"
    return "\n".join(f"    {line}" for line in text.split("\n"))  # a data frame's repr spans lines


def _dialogue(arguments: Arguments, expected: Any) -> str:
    return (
        f"Example input:\n\n{_block(str(arguments[0]))}\n\n"
        f"Example output:\n\n{_block(str(expected))}"
    )


def _block(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.removesuffix("\n").split("\n"))
