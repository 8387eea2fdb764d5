"""Hand-made answers in the many shapes that models use, each with its intended verdict.

A shape wraps right code and a wrong draft into one answer. The intended verdict is `pass` if a
careful reader finds the right code in it, `wrong` if the answer itself is the draft, and `no_code`
if there is no answer at all. `CHATS` fit any task; `CONTINUATIONS` continue a prompt, and need the
`PROBLEMS` below, which have HumanEval's form. The texts are frozen: add new shapes at the end, so
that existing ones keep their number.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PASS, WRONG, NO_CODE = "pass", "wrong", "no_code"
UNSAID = ""
"""No intended verdict: Python rejects the text as it stands, but a reader would accept it."""


@dataclass(frozen=True)
class Parts:
    """The parts of a shape. Only continuations use `prompt` and `body`."""

    name: str
    code: str
    draft: str
    prompt: str = ""
    body: str = ""


@dataclass(frozen=True)
class Shape:
    """A named shape, its intended verdict, and the function that builds its text."""

    name: str
    meant: str
    text: Callable[[Parts], str]


@dataclass(frozen=True)
class Problem:
    """A problem in HumanEval's form, with the parts of its shapes."""

    task_id: str
    row: dict[str, Any]
    parts: Parts


def fenced(code: str, tag: str = "python", mark: str = "```") -> str:
    """Return the code as a fenced block."""
    return f"{mark}{tag}\n{code.rstrip()}\n{mark}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _indented(text: str, margin: str = "    ") -> str:
    return textwrap.indent(text.rstrip(), margin)


def _call(parts: Parts) -> str:
    return f"result = {parts.name}\nprint(result)"


def _reasoned(opening: str, closing: str) -> Callable[[Parts], str]:
    """A draft within the marks, followed by the answer."""
    return lambda p: f"{opening}Let me try this:\n\n{fenced(p.draft)}\n{closing}{fenced(p.code)}"


def _wrapped(before: str, after: str) -> Callable[[Parts], str]:
    return lambda p: f"{before}{p.code.rstrip()}{after}"


def _fenced_then(after: str) -> Callable[[Parts], str]:
    return lambda p: fenced(p.code) + after


CHATS = (
    Shape("bare code", PASS, lambda p: p.code),
    Shape("fence", PASS, lambda p: f"Here is the function.\n\n{fenced(p.code)}\n\nIt is linear."),
    Shape("fence, no tag", PASS, lambda p: f"Here it is:\n{fenced(p.code, '')}\n"),
    Shape("fence, py", PASS, lambda p: fenced(p.code, "py")),
    Shape("fence, Python3", PASS, lambda p: fenced(p.code, "Python3")),
    Shape("fence of tildes", PASS, lambda p: fenced(p.code, "python", "~~~")),
    Shape("fence never closed", PASS, lambda p: "Sure!\n```python\n" + p.code),
    Shape("closing fence alone", PASS, lambda p: p.code + "```\nThis works."),
    Shape("CRLF", PASS, lambda p: fenced(p.code).replace("\n", "\r\n")),
    Shape(
        "draft, then answer",
        PASS,
        lambda p: f"First:\n{fenced(p.draft)}\nBetter:\n{fenced(p.code)}",
    ),
    Shape("answer, then call", PASS, lambda p: f"{fenced(p.code)}\nUse it so:\n{fenced(_call(p))}"),
    Shape(
        "answer, then output", PASS, lambda p: f"{fenced(p.code)}\nOutput:\n{fenced('[1, 2]', '')}"
    ),
    Shape("think", PASS, _reasoned("<think>\n", "</think>\n\n")),
    Shape("thinking", PASS, _reasoned("<thinking>\n", "</thinking>\n\n")),
    Shape("think without its opening", PASS, _reasoned("", "</think>\n\n")),
    Shape("think, answer glued to it", PASS, _reasoned("<think>\n", "</think>")),
    Shape("think cut off", NO_CODE, lambda p: f"<think>\nLet me try:\n{fenced(p.code)}\nWait, I"),
    Shape("seed:think", PASS, _reasoned("<seed:think>", "</seed:think>")),
    Shape("[THINK]", PASS, _reasoned("[THINK]", "[/THINK]")),
    Shape("[THINK] cut off", NO_CODE, lambda p: f"[THINK]Maybe:\n{fenced(p.draft)}\nNo, because"),
    Shape("Kimi", PASS, _reasoned("◁think▷", "◁/think▷")),
    Shape(
        "Cohere",
        PASS,
        lambda p: (
            f"<|START_THINKING|>Try\n{fenced(p.draft)}\n<|END_THINKING|>"
            f"<|START_RESPONSE|>{fenced(p.code)}<|END_RESPONSE|>"
        ),
    ),
    Shape(
        "harmony",
        PASS,
        lambda p: (
            f"<|channel|>analysis<|message|>Try:\n{fenced(p.draft)}\n<|end|>"
            f"<|start|>assistant<|channel|>final<|message|>{fenced(p.code)}<|return|>"
        ),
    ),
    Shape(
        "harmony without its tokens",
        PASS,
        lambda p: f"analysisTry:\n{fenced(p.draft)}\nassistantfinal{fenced(p.code)}",
    ),
    Shape(
        "harmony, analysis alone",
        NO_CODE,
        lambda p: f"<|channel|>analysis<|message|>Try:\n{fenced(p.draft)}\nBut that",
    ),
    Shape(
        "reflection and answer",
        PASS,
        lambda p: (
            f"<reflection>\n{fenced(p.draft)}\nis wrong.</reflection>\n"
            f"<answer>\n{fenced(p.code)}\n</answer>"
        ),
    ),
    Shape("answer tags round bare code", PASS, _wrapped("<answer>\n", "\n</answer>")),
    Shape("stray closing tag at the end", PASS, _fenced_then("\n</think>\n")),
    Shape(
        "tag in a string of the code",
        PASS,
        lambda p: fenced(f'OPEN, CLOSE = "<think>", "</think>"\n{p.code}'),
    ),
    Shape("closing fence glued", PASS, lambda p: f"```python\n{p.code.rstrip()}```"),
    Shape("closing fence glued, prose", PASS, lambda p: f"```python\n{p.code.rstrip()}``` Done."),
    Shape("opening fence in mid-line", PASS, lambda p: f"The code: {fenced(p.code)}\nDone."),
    Shape("block quote", PASS, lambda p: _quoted(f"Here:\n\n{fenced(p.code)}\n\nSo.")),
    Shape("list item", PASS, lambda p: f"1. The function:\n\n{_indented(fenced(p.code), '   ')}\n"),
    Shape(
        "indented amid prose", PASS, lambda p: f"The code:\n\n{_indented(p.code)}\n\nThat is it."
    ),
    Shape(
        "bare amid prose", PASS, lambda p: f"The code is this.\n\n{p.code}\nI hope that it helps!"
    ),
    Shape("adjoining fences", PASS, lambda p: f"{fenced('import math')}{fenced(p.code)}"),
    Shape("imports in a fence", PASS, lambda p: f"{fenced('import math')}\nand\n{fenced(p.code)}"),
    Shape("doctest behind", PASS, lambda p: f"{p.code}\n>>> {p.name}\n<function>\n"),
    Shape("bare word", PASS, _wrapped("python\n", "\n")),
    Shape("[BEGIN] and [DONE]", PASS, _wrapped("[BEGIN]\n", "\n[DONE]\n")),
    Shape("[PYTHON]", PASS, _wrapped("[PYTHON]\n", "\n[/PYTHON]\n")),
    Shape("JSON", PASS, lambda p: json.dumps({"code": p.code})),
    Shape(
        "JSON in a fence",
        PASS,
        lambda p: fenced(json.dumps({"thought": "easy", "code": p.code}), "json"),
    ),
    Shape("pre", PASS, _wrapped("<pre>\n", "\n</pre>")),
    Shape("pre and code", PASS, _wrapped("<pre><code>", "</code></pre>")),
    Shape("</s> glued", PASS, _wrapped("", "</s>")),
    Shape("<|im_end|> behind a fence", PASS, _fenced_then("<|im_end|>")),
    Shape("<|eot_id|> glued", PASS, _wrapped("", "<|eot_id|>")),
    Shape("<end_of_turn> behind a fence", PASS, _fenced_then("<end_of_turn>\n<eos>")),
    Shape(
        "header in front",
        PASS,
        lambda p: f"<|start_header_id|>assistant<|end_header_id|>\n\n{fenced(p.code)}<|eot_id|>",
    ),
    Shape("header glued to code", PASS, _wrapped("<|im_start|>assistant\n", "<|im_end|>")),
    Shape("byte order mark", PASS, _wrapped("\ufeff", "\n")),
    Shape("main block", PASS, lambda p: f'{p.code}\n\nif __name__ == "__main__":\n    print(1)\n'),
    Shape("the draft alone", WRONG, lambda p: fenced(p.draft)),
    Shape("answer, then worse", WRONG, lambda p: f"{fenced(p.code)}\nNo:\n{fenced(p.draft)}"),
    Shape(
        "right in thought, wrong in answer",
        WRONG,
        lambda p: f"<think>\n{fenced(p.code)}\n</think>\n{fenced(p.draft)}",
    ),
    Shape("refusal", NO_CODE, lambda p: "I'm sorry, but I can't help with that."),
    Shape("prose", NO_CODE, lambda p: f"To write {p.name}, one would sort first, then count."),
    Shape("empty", NO_CODE, lambda p: ""),
)


def _first_stripped(body: str) -> str:
    return body.lstrip(" ")


CONTINUATIONS = (
    Shape("body", PASS, lambda p: p.body),
    Shape("body, first indent stripped", PASS, lambda p: _first_stripped(p.body)),
    Shape("body, dedented whole", PASS, lambda p: textwrap.dedent(p.body)),
    Shape("body by three spaces", UNSAID, lambda p: _indented(textwrap.dedent(p.body), "   ")),
    Shape("body by tabs", UNSAID, lambda p: _indented(textwrap.dedent(p.body), "\t")),
    Shape("body, then prose", PASS, lambda p: f"{p.body}\nThis function works as asked.\n"),
    Shape(
        "body, then main", PASS, lambda p: f"{p.body}\n\nif __name__ == '__main__':\n    main()\n"
    ),
    Shape(
        "body, then a cut-off function", PASS, lambda p: f"{p.body}\n\n\ndef other(x):\n    if x"
    ),
    Shape("body, then doctest", PASS, lambda p: f"{p.body}\n>>> {p.name}\n"),
    Shape("body, then a stop word", PASS, lambda p: f"{p.body}\n<|endoftext|>"),
    Shape("body, stop word glued", PASS, lambda p: f"{p.body.rstrip()}<|endoftext|>"),
    Shape("fence of the body", PASS, lambda p: f"Here is the body:\n\n{fenced(p.body)}\n"),
    Shape("fence of the body, dedented", PASS, lambda p: fenced(textwrap.dedent(p.body))),
    Shape("prompt and body", PASS, lambda p: p.prompt + p.body),
    Shape("fence of prompt and body", PASS, lambda p: fenced(p.prompt + p.body)),
    Shape("whole function", PASS, lambda p: p.code),
    Shape("fence of whole function", PASS, lambda p: f"Sure:\n{fenced(p.code)}\nBye."),
    Shape("body, closing fence", PASS, lambda p: f"{p.body}```\nThe end."),
    Shape("blank line, body", PASS, lambda p: "\n" + p.body),
    Shape("the draft's body", WRONG, lambda p: p.draft),
    Shape("nothing", NO_CODE, lambda p: ""),
    Shape("prose", NO_CODE, lambda p: "I would loop over the words."),
)


def _problem(number: int, name: str, prompt: str, body: str, draft: str, test: str) -> Problem:
    task_id = f"own/{number}"
    row = {
        "task_id": task_id,
        "entry_point": name,
        "prompt": prompt,
        "canonical_solution": body,
        "test": f"def check(candidate):\n{_indented(test)}\n",
    }
    whole = prompt[prompt.index("def ") :] + body
    imports = prompt[: prompt.index("def ")]
    return Problem(task_id, row, Parts(name, imports + whole, draft, prompt, body))


PROBLEMS = (
    _problem(
        0,
        "longest_words",
        "from typing import List\n\n\n"
        "def longest_words(words: List[str], count: int) -> List[str]:\n"
        '    """The `count` longest words, longest first; of equal length, the earlier first.\n'
        '    >>> longest_words(["a", "ccc", "bb"], 2)\n'
        "    ['ccc', 'bb']\n"
        '    """\n',
        "    if count <= 0:\n        return []\n"
        "    ordered = sorted(words, key=len, reverse=True)\n"
        "    return ordered[:count]\n",
        "    return sorted(words)[:count]\n",
        'assert candidate(["a", "ccc", "bb"], 2) == ["ccc", "bb"]\n'
        'assert candidate(["a", "b"], 1) == ["a"]\nassert candidate([], 3) == []\n'
        'assert candidate(["x"], 0) == []',
    ),
    _problem(
        1,
        "digit_runs",
        "def digit_runs(text: str) -> int:\n"
        '    """How many runs of digits there are in `text`.\n'
        '    >>> digit_runs("a12b3")\n'
        "    2\n"
        '    """\n',
        "    runs = 0\n    inside = False\n\n    for letter in text:\n"
        "        if letter.isdigit():\n            if not inside:\n                runs += 1\n"
        "            inside = True\n        else:\n            inside = False\n\n    return runs\n",
        "    return sum(letter.isdigit() for letter in text)\n",
        'assert candidate("a12b3") == 2\nassert candidate("") == 0\nassert candidate("77") == 1',
    ),
    _problem(
        2,
        "merged",
        "def merged(first: dict, second: dict) -> dict:\n"
        '    """Both in one; a key in both has the sum of its values."""\n',
        "    total = dict(first)\n    for key, value in second.items():\n"
        "        total[key] = total.get(key, 0) + value\n    return total\n",
        "    return {**first, **second}\n",
        'assert candidate({"a": 1}, {"a": 2, "b": 3}) == {"a": 3, "b": 3}\n'
        "assert candidate({}, {}) == {}",
    ),
)
