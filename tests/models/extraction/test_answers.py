"""The structure of an answer: reasoning, fences, other text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.models.extraction.fences import Fence, layout, normal_newlines
from effbench.models.extraction.reasoning import split_reasoning


@pytest.mark.parametrize(
    ("text", "reasoning", "answer"),
    [
        ("plain", None, "plain"),
        ("<think>a</think>b", "a", "b"),
        ("<think>\na\n</think>\n\nb", "a", "\n\nb"),
        ("a\n</think>\nb", "a", "\nb"),
        ("<think>cut off in the mid", "cut off in the mid", ""),
        ("b\n<think>cut off", "cut off", "b\n"),
        ("<think>a</think>b\n<think>c</think>d", "a\nc", "b\nd"),
        ("<think>a\n<think>again</think>b", "a\n<think>again", "b"),
        ("<thinking>a</thinking>b", "a", "b"),
        ("<think></think>b", None, "b"),
        ("say <think> in a sentence", None, "say <think> in a sentence"),
        ("tag = '</think>'", None, "tag = '</think>'"),
        ("", None, ""),
    ],
)
def test_reasoning_is_parted_from_the_answer(text: str, reasoning: str | None, answer: str) -> None:
    assert split_reasoning(text) == (reasoning, answer)


@pytest.mark.parametrize(
    ("text", "fences"),
    [
        ("```python\nx\n```", [("x", "python")]),
        ("~~~py\nx\n~~~", [("x", "py")]),
        ("```\nx\n```\nprose\n```Python title=a.py\ny\n```", [("x", ""), ("y", "python")]),
        ("```{.python}\nx\n```", [("x", "python")]),
        ("1. step\n   ```python\n   def f():\n       x\n   ```", [("def f():\n    x", "python")]),
        ("- ```python\n  x\n  ```", [("x", "python")]),
        ("````\n```\nx\n```\n````", [("```\nx\n```", "")]),
        ("```python\n~~~\nx\n```", [("~~~\nx", "python")]),
        ("```python\nx", [("x", "python")]),
        ("```python\n```", []),
        ("```python\n\n  \n```", []),
        ("x\n```\nprose\n```python\ny\n```", [("prose", ""), ("y", "python")]),
        ("```markdown\n# Title\n```python\nx\n```\n```", [("x", "python")]),
        ("`inline` and ```also inline``` text", []),
    ],
)
def test_fences(text: str, fences: list[tuple[str, str]]) -> None:
    assert list(layout(text).fences) == [Fence(body, tag) for body, tag in fences]


def test_a_mark_deep_in_a_block_belongs_to_the_block() -> None:
    code = 'def f():\n    """Doc.\n\n    ```\n    f()\n    ```\n    """'
    found = layout(f"```python\n{code}\n```\nafter")
    assert [fence.text for fence in found.fences] == [code]
    assert found.outside == "after"


def test_the_span_reaches_from_the_first_mark_to_the_last() -> None:
    assert layout("a\n```\nb\n```\nc\n```\nd\n```\ne").span == "b\n```\nc\n```\nd"
    assert layout("a\n```\nb\n```\nc").span == ""


def test_an_unclosed_block_counts_as_outside_too() -> None:
    assert layout("a\n```python\nb").outside == "a\nb"


def test_newlines_become_what_the_tokenizer_sees() -> None:
    assert normal_newlines("\ufeffa\r\nb\rc\n") == "a\nb\nc\n"


MARKS = st.sampled_from(["```", "```python", "~~~", "````", "   ```", "- ```py", "x", "    y", ""])


@given(st.lists(MARKS, max_size=12))
@settings(deadline=None)  # the machine may be busy
def test_every_line_is_a_mark_or_lies_in_a_fence_or_outside(lines: list[str]) -> None:
    found = layout("\n".join(lines))
    places = found.outside.split("\n") + [
        line for fence in found.fences for line in fence.text.split("\n")
    ]
    contents = {line.strip() for line in lines if line in ("x", "    y")}
    assert contents <= {line.strip() for line in places}


@given(st.text(alphabet=st.sampled_from("<think>/\n ab`~"), max_size=200))
@settings(deadline=None)  # the machine may be busy
def test_splitting_never_raises_and_invents_nothing(text: str) -> None:
    reasoning, answer = split_reasoning(text)
    assert len(reasoning or "") + len(answer) <= len(text) + text.count("</")
    assert all(mark in text for mark in re.findall(r"`{3,}|~{3,}", answer))
