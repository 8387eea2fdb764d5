"""Parse the structure of a model's answer: reasoning, fenced code blocks, wrapping around code.

This module does not know the task and selects no code; `extracting` does. No function raises. All
run in linear time on any text, including hostile text, except `split_reasoning`, which may parse
the text as Python.
"""

from effbench.base import confined
from effbench.models.extraction.fences import Fence, Layout, layout, loose_layout, normal_newlines
from effbench.models.extraction.reasoning import opened_reasoning, split_reasoning

__all__ = [
    "Fence",
    "Layout",
    "layout",
    "loose_layout",
    "normal_newlines",
    "opened_reasoning",
    "split_answer",
    "split_reasoning",
]


def split_answer(text: str) -> tuple[str | None, str]:
    """Run `split_reasoning` in the confined process, for text that a model wrote.

    A text that exceeds the limits of `confined` is returned whole as the answer.
    """
    try:
        thought, answer = confined.call(
            "effbench.models.extraction.reasoning", split_reasoning.__name__, text
        )
    except confined.OverBudgetError:
        return None, text
    return thought, answer
