"""The shape of a model's answer: what is reasoning, what stands in fences, what wraps the code.

Decides how the text is taken apart. It does not know the task and chooses nothing: `extract` does.
Every function is total. All but `split_reasoning`, which may have the text parsed as Python, run in
linear time on any text, hostile ones included.
"""

from effbench import confined
from effbench.answers.fences import Fence, Layout, layout, loose_layout, normal_newlines
from effbench.answers.reasoning import opened_reasoning, split_reasoning

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
    """`split_reasoning` in a process of its own, for what a model wrote.

    A text that is too dear to read (`confined`) is all answer.
    """
    try:
        thought, answer = confined.call(
            "effbench.answers.reasoning", split_reasoning.__name__, text
        )
    except confined.OverBudgetError:
        return None, text
    return thought, answer
