"""The shape of a model's answer: what is reasoning, what stands in fences, what wraps the code.

Decides how the text is taken apart. It does not know the task and chooses nothing: `extract` does.
Every function is total and runs in linear time on any text, hostile ones included.
"""

from effbench.answers.fences import Fence, Layout, layout, loose_layout, normal_newlines
from effbench.answers.reasoning import opened_reasoning, split_reasoning

__all__ = [
    "Fence",
    "Layout",
    "layout",
    "loose_layout",
    "normal_newlines",
    "opened_reasoning",
    "split_reasoning",
]
