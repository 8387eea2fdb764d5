"""A right program comes back whole from any wrapping, with anything in its strings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.models.extraction.extracting import extract, extract_completion
from effbench.models.extraction.reasoning import split_reasoning

FENCE = "`" * 3
DRAFT = f"Let me see:\n{FENCE}python\ndef f(x):\n    return 0\n{FENCE}\nNo, it isn't zero."
PROMPT = 'def f(x):\n    """One more."""\n'

REASONING = (
    ("", ""),
    ("<think>\n", "\n</think>\n\n"),
    ("<think>", "</think>"),
    ("", "\n</think>\n"),
    ("<thinking>\n", "\n</thinking>\n"),
    ("<thought>\n", "\n</thought>\n"),
    ("<reasoning>\n", "\n</reasoning>\n"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|START_THINKING|>", "<|END_THINKING|><|START_RESPONSE|>"),
    ("<|begin_of_thought|>\n", "\n<|end_of_thought|>\n<|begin_of_solution|>\n"),
    ("<|inner_prefix|>", "<|inner_suffix|>"),
    ("<|channel>thought\n", "<channel|>"),
    ("<unused94>thought\n", "<unused95>"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
    ("analysis", "assistantfinal"),
    ("Here is my thought process:\n", "\nHere is my response:\n"),
)
MARKS = (
    *("<think>", "</think>", "<thinking>", "</thought>", "<seed:think>", "</seed:think>"),
    *("[THINK]", "[/THINK]", "◁think▷", "◁/think▷", "<|START_THINKING|>", "<|END_THINKING|>"),
    *("<|channel|>analysis<|message|>", "<|start|>assistant<|channel|>final<|message|>"),
    *("assistantfinal", "assistantcommentary", "<|end|>", "<|return|>", "<|inner_suffix|>"),
    *("</s>", "<|im_end|>", "<|im_start|>assistant", "<|eot_id|>", "<end_of_turn>", "<s>"),
    *("<|endoftext|>", "[DONE]", "[BEGIN]", "[PYTHON]", "[/PYTHON]", "<answer>", "</answer>"),
    *(
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "&lt;",
        '{"code": 1}',
        "```",
        "```python",
        ">>> f(1)",
    ),
)
LINES = st.sampled_from(
    [
        "y = [x, x]",
        "if x:\n        y = x",
        "for i in range(2):\n        y = i",
        "y = x < 1 and x > 0",
        "y = {'a': 1}",
        "y = '''a\n  b\n'''",
        "# it's a comment",
        "y = x; z = y",
        'y = "don\'t"',
    ]
)
BEFORE = st.sampled_from(
    [
        *("import sys", "MOD = 10**9 + 7", "A, B = 1, 2", "# one", "@a\nclass C: pass"),
        "def g(x):\n    return x",
    ]
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    before = draw(st.lists(BEFORE, max_size=2))
    body = draw(st.lists(LINES, max_size=3))
    lines = ["def f(x):", *(f"    {line}" for line in body), "    return x + 1"]
    return "\n".join([*before, *lines])


def plain(code: str) -> str:
    return code


def in_fence(code: str) -> str:
    return f"{FENCE}python\n{code}\n{FENCE}"


def in_untagged_fence(code: str) -> str:
    return f"{FENCE}\n{code}\n{FENCE}"


def behind_prose(code: str) -> str:
    return f"Here it is: {FENCE}python\n{code}\n{FENCE}\nIt isn't slow."


def glued(code: str) -> str:
    return f"{FENCE}python\n{code}{FENCE}"


def quoted(code: str) -> str:
    return "\n".join("> " + line for line in in_fence(code).split("\n"))


def in_json(code: str) -> str:
    return json.dumps({"thought": "It isn't hard.", "code": code})


def in_json_fence(code: str) -> str:
    return f"{FENCE}json\n{in_json(code)}\n{FENCE}"


def in_python_marks(code: str) -> str:
    return f"[PYTHON]\n{code}\n[/PYTHON]"


def in_answer(code: str) -> str:
    return f"<answer>\n{in_fence(code)}\n</answer>"


def with_a_call(code: str) -> str:
    return f"{in_fence(code)}\nUse it so:\n{FENCE}python\nprint(f(1))\n{FENCE}"


FORMS = (plain, in_fence, in_untagged_fence, behind_prose, glued, quoted, in_json, in_json_fence)
FORMS += (in_python_marks, in_answer, with_a_call)
TOKENS = (
    ("", ""),
    ("<|im_start|>assistant\n", "<|im_end|>"),
    ("<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"),
    ("<start_of_turn>model\n", "<end_of_turn>"),
    ("", "</s>"),
    ("", "\n<|endoftext|>"),
    ("<｜Assistant｜>", "<｜end▁of▁sentence｜>"),
)


@given(
    programs(),
    st.sampled_from(REASONING),
    st.sampled_from(FORMS),
    st.sampled_from(TOKENS),
    st.booleans(),
)
@settings(max_examples=600, deadline=None)  # the machine may be busy
def test_a_wrapped_program_comes_back_to_the_letter(
    program, reasoning, form, tokens, prompted
) -> None:
    opening, closing = reasoning
    thought = f"{opening}{DRAFT}{closing}" if closing else ""
    text = tokens[0] + thought + form(program) + tokens[1]
    found = extract_completion(PROMPT, text, "f") if prompted else extract(text, "f")
    assert found.source == program + "\n", (text, found)


STRINGS = (
    "def f(x):\n    s = '{}'\n    return x + 1",
    "def f(x):\n    return x.replace('{}', '')",
    "def f(x):\n    # a {} is taken out\n    return x + 1",
    "S = ['a', '{}']\n\ndef f(x):\n    return x + 1",
    "def f(x):\n    return x + 1  # {}",
)
DOCUMENTED = 'def f(x):\n    """Takes marks out.\n\n    {}\n    is one.\n    """\n    return x + 1'
IN_TEXT = (plain, in_fence, in_json, in_json_fence, in_answer, with_a_call)


@pytest.mark.parametrize("form", IN_TEXT, ids=lambda form: form.__name__)
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("opening", ["", "<think>\nIt isn't hard.\n</think>\n", "Here it is:\n\n"])
def test_a_mark_within_the_code_deletes_nothing(form, mark: str, opening: str) -> None:
    for template in (*STRINGS, *([] if "`" in mark else [DOCUMENTED])):
        code = template.replace("{}", mark.replace("'", '"'))
        found = extract(opening + form(code), "f")
        assert found.source == code + "\n", (opening + form(code), found)


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_within_code_is_no_reasoning(mark: str) -> None:
    for template in (*STRINGS, DOCUMENTED):
        code = template.replace("{}", mark)
        for text in (code, in_fence(code), f"So:\n{in_fence(code)}\nDone."):
            assert split_reasoning(text) == (None, text)


PIECES = st.sampled_from(
    [
        *MARKS,
        *(mark for pair in (*REASONING, *TOKENS) for mark in pair),
        *("\n", "    ", "> ", "def f(x):", " return x", "f = 1", "python", "'''python", '"', "'"),
        *("`", "\\n", "}", "{", "<", "[", ":", "\0", "\ud800", "...", ">>> ", "It's prose."),
        *('<details type="reasoning">', "\\begin{lstlisting}", "\\end{lstlisting}"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["", "f"]), st.booleans())
@settings(max_examples=600, deadline=None)  # the machine may be busy
def test_any_mixture_of_marks_is_answered(text: str, name: str, prompted: bool) -> None:
    found = extract_completion(PROMPT, text, name) if prompted else extract(text, name)
    assert (found.source is None) == (found.rule == "none")
    if found.source is not None:
        assert b"\0" not in found.source.encode()
    thought, answer = split_reasoning(text)
    assert len(thought or "") + len(answer) <= len(text) + 2 * len(text.split("\n"))
