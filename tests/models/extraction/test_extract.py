"""Extraction: the faults of older extractors one by one, hostile text, and real answers."""

from __future__ import annotations

import ast
import gzip
import json
import random
import string
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.models.extraction import extracting as module
from effbench.models.extraction.extracting import extract, extract_completion, extract_for
from effbench.models.extraction.parsing import Extracted
from effbench.tasks.suite import SuiteTask

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="recorded answers are not in ../shared/data"
)
PLAIN = "def f(x):\n    return x"
NAIVE = "def f(x):\n    return 0"
BROKEN = "def f(x):\n    return (x"


def fenced(*sources: str, tag: str = "python") -> str:
    return "\n\nSome prose, it doesn't parse.\n\n".join(f"```{tag}\n{s}\n```" for s in sources)


KEPT_WHOLE = {
    "decorated": "from functools import lru_cache\n\n@lru_cache(None)\ndef f(x):\n    return x",
    "recursion_limit": "import sys\nsys.setrecursionlimit(10**6)\n\ndef f(x):\n    return x",
    "tuple_constants": "A, B = 1, 2\n\ndef f(x):\n    return A * x + B",
    "top_level_call": "T = []\ndef init():\n    T.append(1)\ninit()\n\ndef f(x):\n    return T[x]",
    "generator": "def f(x):\n    yield from range(x)",
    "no_return": "def f(x):\n    x.sort()",
    "async": "async def f(x):\n    return x",
    "class": "class f:\n    def __call__(self, x):\n        return x",
    "lambda": "f = lambda x: x",
    "annotated": "from typing import Callable\nf: Callable = abs",
    "alias_in_tuple": "f, g = abs, max",
    "under_try": "try:\n    import numpy\nexcept ImportError:\n    f = abs\nelse:\n    f = max",
    "under_if": "if True:\n    def f(x):\n        return x",
    "bad_escape": "import re\n\ndef f(x):\n    return re.split('\\d', x)",
    "comments": "# fast\n\ndef f(x):  # one\n    return x  # two\n# the end",
    "fence_in_docstring": 'def f(x):\n    """\n    ```\n    f(1)\n    ```\n    """\n    return x',
    "asserts": "def f(x):\n    return x\n\nassert f(1) == 1",
    "main_block_elsewhere": 'if __name__ == "__main__":\n    X = 1\nelse:\n    X = 2\nf = abs',
    "form_feed": "x = 1\n\x0cy = 2\ndef f(x):\n    return x",
}


@pytest.mark.parametrize("source", KEPT_WHOLE.values(), ids=KEPT_WHOLE.keys())
def test_the_chosen_block_is_kept_to_the_letter(source: str) -> None:
    answer = f"Here's the idea.\n\n{fenced(source)}\n\nIt's fast because of it."
    assert extract(answer, "f") == Extracted(source + "\n", "fence_last")
    assert extract(source, "f") == Extracted(source + "\n", "text")


RULES = {
    "last_of_two": (fenced("def f(x):\n    return 0", PLAIN), "fence_last", PLAIN),
    "usage_after": (fenced(PLAIN, "print(f(1))"), "fence_last", PLAIN),
    "usage_imports_it": (fenced(PLAIN, "from solution import f\nf(1)"), "fence_last", PLAIN),
    "output_after": (fenced(PLAIN) + "\n\n```\n1\n2\n```\n", "fence_last", PLAIN),
    "other_language": (
        fenced(PLAIN) + "\n```java\nclass f {}\n```\n" + fenced("f = 1", tag="text"),
        "fence_last",
        PLAIN,
    ),
    "no_tag": (fenced(PLAIN, tag=""), "fence_last", PLAIN),
    "only_odd_tag": (fenced(PLAIN, tag="code"), "fence_last", PLAIN),
    "tildes": (f"~~~python\n{PLAIN}\n~~~", "fence_last", PLAIN),
    "unclosed": (f"Sure:\n```python\n{PLAIN}", "fence_last", PLAIN),
    "crlf": (fenced(PLAIN).replace("\n", "\r\n"), "fence_last", PLAIN),
    "in_a_list": (
        "1. Do it:\n\n   ```python\n   def f(x):\n       return x\n   ```\n2. Done.",
        "fence_last",
        PLAIN,
    ),
    "after_thinking": (
        f"<think>\n{fenced(NAIVE)}\n</think>\n{fenced(PLAIN)}",
        "fence_last",
        PLAIN,
    ),
    "thinking_has_the_last_word": (
        f"{fenced(PLAIN)}\n<think>or rather {fenced(NAIVE)}",
        "fence_last",
        PLAIN,
    ),
    "prompt_opened_thinking": (
        f"Hm.\n{fenced(NAIVE)}\n</think>\n\n{fenced(PLAIN)}",
        "fence_last",
        PLAIN,
    ),
    "helper_before": (
        fenced("def g(x):\n    return x", "def f(x):\n    return g(x)"),
        "fences_joined",
        "def g(x):\n    return x\ndef f(x):\n    return g(x)",
    ),
    "helper_of_the_helper": (
        fenced("import math", "unused = 1", "def g(x): return math.pi", "def f(x): return g(x)"),
        "fences_joined",
        "import math\ndef g(x): return math.pi\ndef f(x): return g(x)",
    ),
    "statement_split_in_two": (
        fenced("if A:\n    g = 1", "else:\n    g = 2\nf = abs"),
        "fences_joined",
        "if A:\n    g = 1\nelse:\n    g = 2\nf = abs",
    ),
    "fences_in_module_docstring": (
        f'```python\n"""Doc.\n\n```\nf(1)\n```\n"""\n{PLAIN}\n```\nIt\'s done.',
        "fence_span",
        f'"""Doc.\n\n```\nf(1)\n```\n"""\n{PLAIN}',
    ),
    "prose_around": (
        f"Here's what I'd do:\n\n{PLAIN}\n\nIt doesn't allocate.",
        "text_trimmed",
        PLAIN,
    ),
    "prose_that_looks_like_code": (
        f"from here on it's easy\n\n{PLAIN}\n\nThat's it",
        "text_trimmed",
        PLAIN,
    ),
    "indented_note_below": (f"Sure!\n{PLAIN}\n\n  - it's linear", "text_trimmed", PLAIN),
    "prompt_opened_the_fence": (f"{PLAIN}\n```\nThis isn't slow.", "text_trimmed", PLAIN),
    "prompt_opened_the_fence_and_constants": (
        f"MOD = 10**9 + 7\nLOW, HIGH = 0, 1\nnames: list[str] = []\n\n{PLAIN}\n```\nIt isn't slow.",
        "text_trimmed",
        f"MOD = 10**9 + 7\nLOW, HIGH = 0, 1\nnames: list[str] = []\n\n{PLAIN}",
    ),
    "prose_that_looks_like_a_constant": (
        f"n = the number of values.\nx == y is never asked.\n\n{PLAIN}\n\nThat's it",
        "text_trimmed",
        PLAIN,
    ),
    "prompt_opened_the_fence_and_usage": (
        f"{PLAIN}\n```\nUse it:\n```python\nprint(f(1))\n```",
        "text_trimmed",
        PLAIN,
    ),
    "cut_off_in_the_example": (
        f"```python\n{PLAIN}\n\nprint(f(1), f(",
        "text_trimmed",
        PLAIN,
    ),
    "imports_it": (fenced("from operator import neg as f"), "fence_imports", None),
    "misnamed": (fenced("def other(x):\n    return x"), "fence_code", None),
    "program_without_fence": ("import sys\nprint(sys.argv)", "text_code", None),
    "broken_code": (fenced(BROKEN), "fence_unparsed", BROKEN),
    "prose": ("I am sorry, I can't do that.", "none", None),
    "one_word": ("Sorry", "none", None),
    "output_only": ("```\n1\n2\n```", "none", None),
    "empty": ("", "none", None),
    "thinking_only": (f"<think>\n{fenced(PLAIN)}", "none", None),
}


@pytest.mark.parametrize(("answer", "rule", "source"), RULES.values(), ids=RULES.keys())
def test_the_rule_that_fires(answer: str, rule: str, source: str | None) -> None:
    found = extract(answer, "f")
    assert found.rule == rule
    if source is not None:
        assert found.source == source + "\n"
    assert (found.source is None) == (rule == "none")


@pytest.mark.parametrize("test", ['__name__ == "__main__"', "'__main__' == __name__"])
def test_only_the_main_block_goes(test: str) -> None:
    source = f"import sys\n{PLAIN}\n\nif ({test}):\n    print(f(int(sys.stdin.read())))\n# end"
    assert extract(fenced(source), "f").source == f"import sys\n{PLAIN}\n\n# end\n"


@pytest.mark.parametrize(
    "source",
    [
        'if __name__ == "__main__":\n    def f(x):\n        return x',
        'def f(x):\n    return x\nif __name__ == "__main__":\n    pass\nelse:\n    f = abs',
        'def f(x):\n    return x\nif __name__ != "__main__":\n    f = abs',
        'def f(x):\n    return x\nif __name__ == "__main__" == g:\n    pass',
    ],
)
def test_a_block_that_may_matter_stays(source: str) -> None:
    assert extract(source, "f").source == source + "\n"


PROMPT = 'from typing import List\n\n\ndef f(x: List[int]) -> int:\n    """Sum up.\n    """\n'
CONTINUATIONS = {
    "body": ("    return sum(x)\n", "    return sum(x)\n"),
    "stops_at_print": ("    return 1\n\nprint(f([]))\n", "    return 1\n"),
    "stops_at_main": ("    return 1\nif __name__ == '__main__':\n    f()", "    return 1\n"),
    "stops_at_fence": ("    return 1\n```\nThat's it.\n```python\nf(1)\n```", "    return 1\n"),
    "stops_at_prose": ("    return 1\n\nThis isn't code", "    return 1\n"),
    "keeps_helpers": (
        "    return g(x)\n\ndef g(x):\n    return 1\n\n# end\nx = 1",
        "    return g(x)\n\ndef g(x):\n    return 1\n\n# end\n",
    ),
    "drops_what_was_cut_off": (
        '    return 1\n\n\ndef g(x):\n    """Never en',
        "    return 1\n\n",
    ),
    "string_at_column_0": (
        '    return """\nnot the end\n"""\n\nprint(1)',
        '    return """\nnot the end\n"""\n',
    ),
}


@pytest.mark.parametrize(("text", "body"), CONTINUATIONS.values(), ids=CONTINUATIONS.keys())
def test_a_completion_continues_its_prompt(text: str, body: str) -> None:
    assert extract_completion(PROMPT, text, "f") == Extracted(PROMPT + body, "continuation")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (fenced(PLAIN), "fence_last"),
        (PLAIN, "text"),
        (" Sure, here is one:\n" + fenced(PLAIN), "fence_last"),
        ("I can't.", "none"),
        ("", "none"),
        ("    # nothing but a comment\n", "none"),
        ("    return (\n", "none"),
    ],
)
def test_a_completion_may_be_a_whole_answer(text: str, rule: str) -> None:
    assert extract_completion(PROMPT, text, "f").rule == rule


def test_a_completion_whose_indentation_stands_in_the_prompt() -> None:
    found = extract_completion("def f(x):\n    ", "return x\nprint(1)", "f")
    assert found == Extracted("def f(x):\n    return x\n", "continuation")


HOSTILE = {
    "null": fenced("def f(x):\n    return '\0'"),
    "null_outside": "\0\n" + fenced(PLAIN),
    "surrogate": fenced("def f(x):\n    return '\ud800'"),
    "surrogate_outside": "\udfff\n" + fenced(PLAIN),
    "parentheses": fenced("f = " + "(" * 100_000),
    "unary": fenced("f = " + "-" * 150_000 + "1"),
    "sum": fenced("f = " + "a+" * 90_000 + "a"),
    "attributes": fenced("f = a" + ".a" * 90_000),
    "digits": fenced("f = " + "1" * 100_000),
    "indent": fenced("\n".join(" " * i + "if f:" for i in range(400))),
    "many_fences": fenced("f") * 20_000,
    "many_marks": "```\n" * 200_000,
    "long_mark": "`" * 900_000,
    "long_tilde_mark": "~" * 900_000 + "`",
    "mark_and_spaces": "```" + " " * 900_000 + "`",
    "many_tags": "<think>\n" * 100_000,
    "many_closing_tags": "</think>" * 100_000 + "f",
    "spaces": (" " * 1000 + "\n") * 900,
    "def_lines": "def f(x\n" * 100_000,
    "prose_lines": PLAIN + "\n\n" + "It's not code, f isn't.\n" * 30_000,
    "quotes": "f = '''" * 100_000,
    "sections": "<code>\n" * 100_000,
    "block_quotes": "> > > > f\n" * 80_000,
    "quoted_marks": "> " * 400_000,
    "objects": '{"f": ' * 100_000,
    "tokens_in_a_line": "<s> " * 200_000 + "f",
    "harmony": "<|start|>assistant<|channel|>analysis<|message|>f" * 15_000,
    "listings": "    def f(x):\n" * 60_000,
    "sessions": ">>> f\n" * 120_000,
    "apostrophes": "'''python\nf\n" * 50_000,
    "inline_fences": "```python f```" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered_within_the_parse_budget(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[int] = []

    def counting(source: str) -> ast.Module:
        parsed.append(len(source))
        return real(source)

    real = ast.parse
    monkeypatch.setattr(ast, "parse", counting)
    for found in (extract(text, "f"), extract_completion(PROMPT, text, "f")):
        assert isinstance(found.rule, str)
        if found.source is not None:
            found.source.encode()
    assert sum(parsed) <= 2 * module.PARSE_BUDGET_CHARS
    assert max(parsed, default=0) <= module.MAX_PARSED_CHARS
    assert len(parsed) <= 2 * (2 * module.MAX_FENCES + 5 * module.MAX_CUTS)


def test_hostile_text_outside_the_code_does_no_harm() -> None:
    for name in ("null_outside", "surrogate_outside"):
        assert extract(HOSTILE[name], "f") == Extracted(PLAIN + "\n", "fence_last")


def test_too_long() -> None:
    text = "f" * (module.MAX_TEXT_CHARS + 1)
    assert extract(text, "f") == Extracted(None, "too_long")
    assert extract_completion("x", text[1:], "f") == Extracted(None, "too_long")


RARE = ["<think>", "</think>", "if __name__ == '__main__':", '"""', "(", ")", "'", "\\", "\0"]
RARE += ["\ud800", "import f", "class f: pass", "It's prose.", "# c", "- ", "1. ", "\r", "\ufeff"]
COMMON = ["```", "```python\n", "~~~", "\n", "    ", "def f(x):", " return x", "f = 1", "@a"]
PIECES = st.sampled_from([*COMMON, *RARE])
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_extraction_is_total(prompt: str, text: str) -> None:
    for found in (extract(text, "f"), extract_completion(prompt, text, "f")):
        assert (found.source is None) == (found.rule in ("none", "too_long"))
        if found.source is not None:
            assert b"\0" not in found.source.encode()


STATEMENTS = st.lists(
    st.sampled_from(
        [
            "import sys",
            "sys.setrecursionlimit(10_000)",
            "A, B = 1, 2",
            "@staticmethod\ndef g(x):\n    return x",
            "f(1)",
            "X = [i for i in range(3)]",
            "class C:\n    y = 1",
            "for i in range(2):\n    pass",
            "assert True",
            "'text'",
            "del X",
            "# comment",
        ]
    ),
    max_size=8,
)
PROSE = st.text(st.sampled_from(string.ascii_letters + string.digits + " .,:'*#()-\n"), max_size=80)


@given(STATEMENTS, STATEMENTS, PROSE, PROSE, st.sampled_from(["python", "py", "", "Python3"]))
@settings(deadline=None)  # the machine may be busy
def test_a_single_fence_that_defines_it_comes_back_to_the_letter(
    before: list[str], after: list[str], intro: str, outro: str, tag: str
) -> None:
    source = "\n".join([*before, PLAIN, *after])
    found = extract(f"{intro}\n```{tag}\n{source}\n```\n{outro}", "f")
    assert found == Extracted(source + "\n", "fence_last")
    assert ast.dump(ast.parse(found.source or "")) == ast.dump(ast.parse(source))


def test_a_mutilated_answer_never_raises() -> None:
    answer = "<think>hm</think>\n" + fenced(*KEPT_WHOLE.values())
    rng = random.Random(5)
    rules = set()
    for _ in range(300):
        start, end = sorted(rng.sample(range(len(answer)), 2))
        rules.add(extract(answer[start:end], "f").rule)
    assert {"fence_last", "none"} <= rules


def _rows(path: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@needs_data
@pytest.mark.parametrize(
    ("answers", "tasks", "misnamed"),
    [
        ("coffe/samples/humaneval.gpt-4o.jsonl.gz", "human-eval/HumanEval.jsonl.gz", set()),
        (
            "coffe/samples/mbpp.gpt-4o.jsonl.gz",
            "mbppplus/MbppPlus.jsonl.gz",
            {"Mbpp/126", "Mbpp/233", "Mbpp/273"},  # the model chose another function name
        ),
    ],
)
def test_real_answers_compile_and_define_their_entry_point(
    answers: str, tasks: str, misnamed: set[str]
) -> None:
    entry_points = {row["task_id"]: row["entry_point"] for row in _rows(tasks)}
    rows = _rows(answers)
    assert len(rows) >= 164
    missed = set()
    for row in rows:
        name = entry_points[row["task_id"]]
        found = extract(row["completion"], name)
        compile(found.source or "", row["task_id"], "exec")
        if found.rule != "fence_last":
            missed.add(row["task_id"])
            assert f"def {name}(" not in row["completion"]
    assert missed == misnamed


@needs_data
def test_bare_completions_continue_their_prompts() -> None:
    for row in _rows("human-eval/HumanEval.jsonl.gz"):
        found = extract_completion(row["prompt"], row["canonical_solution"], row["entry_point"])
        assert found.rule == "continuation", row["task_id"]
        expected = ast.dump(ast.parse(row["prompt"] + row["canonical_solution"]))
        assert ast.dump(ast.parse(found.source or "")) == expected


BODIES = {
    "stripped": str.strip,
    "one_space": lambda body: " " + body.strip(),
    "one_more_space": lambda body: " " + body if body.startswith("    ") else body,
    "dedented": textwrap.dedent,
    "fenced": lambda body: f"```python\n{body}\n```",
    "fenced_and_dedented": lambda body: f"So:\n```python\n{textwrap.dedent(body)}\n```\nIt is.",
    "token_glued_to_it": lambda body: body.rstrip() + "<|endoftext|>",
    "reasoning_before": lambda body: f"<think>\nHm.\n</think>\n{body}",
}


@needs_data
@pytest.mark.parametrize("form", BODIES.values(), ids=BODIES.keys())
def test_bodies_that_lost_indentation_complete_their_prompts(form: Callable[[str], str]) -> None:
    for row in _rows("human-eval/HumanEval.jsonl.gz"):
        body = form(row["canonical_solution"])
        found = extract_completion(row["prompt"], body, row["entry_point"])
        expected = ast.dump(ast.parse(row["prompt"] + row["canonical_solution"]))
        assert ast.dump(ast.parse(found.source or "")) == expected, row["task_id"]


@needs_data
def test_an_answer_is_found_or_fails_by_itself() -> None:
    """Only these five published answers need rules that version 2 of the extractor lacked."""
    tasks = {row["task_id"]: row for row in _rows("human-eval/HumanEval.jsonl.gz")}
    bodies = []
    for row in _rows("answers/mapcoder/gpt-3.5-turbo-cot.jsonl.gz"):
        task = tasks[row["task_id"]]
        found = extract_completion(task["prompt"], row["completion"], task["entry_point"])
        compile(found.source or "", row["task_id"], "exec")
        if found.rule == "body":
            bodies.append(int(row["task_id"].removeprefix("HumanEval/")))
    assert bodies == [2, 14, 23, 28, 48]


def test_a_program_is_the_last_fence_with_code_and_keeps_its_main_block() -> None:
    program = (
        "import sys\n\n\ndef main():\n    print(sys.stdin.read())\n\n\n"
        'if __name__ == "__main__":\n    main()\n'
    )
    answer = f"The input:\n```\n3 4\n5\n```\nThe program:\n```python\n{program}```\nThat is all."
    assert extract(answer, "") == Extracted(program, "fence_code")
    assert extract(program, "") == Extracted(program, "text_code")
    assert extract("No program here.", "").source is None


PROGRAM = "import sys\n\nn = int(sys.stdin.read())\nprint(n + 1)\n"


@pytest.mark.parametrize(
    "answer",
    [
        f"analysisTry:\n```python\nprint(0)\n```\nassistantfinal```python\n{PROGRAM}```",
        f"[THINK]```python\nprint(0)\n```[/THINK]{PROGRAM}",
        f"Here it is: ```python\n{PROGRAM}```",
        f"```python\n{PROGRAM.rstrip()}```",
        f"python\n{PROGRAM}",
        f"[BEGIN]\n{PROGRAM}[DONE]",
        f"{PROGRAM.rstrip()}<|im_end|>",
        json.dumps({"code": PROGRAM}),
        f"The program:\n\n{PROGRAM}\nThat's it.",
        f"<pre>\n{PROGRAM}</pre>",
        "The program:\n\n" + textwrap.indent(PROGRAM, "    ") + "\nThat's it.",
        f"```python\n{PROGRAM}```\nThe step:\n```python\nn + 1\nm = n + 1\n```",
        f"```python\n{PROGRAM}```\nTest:\n```python\nassert 1 + 1 == 2\nprint('ok')\n```",
        f"```python\nn = int(input())\nprint(n)\n```\nNo:\n```python\n{PROGRAM}```",
        f"<|im_start|>user\nAdd one.<|im_end|>\n<|im_start|>assistant\n{PROGRAM}<|im_end|>",
    ],
)
def test_a_program_is_found_in_other_forms(answer: str) -> None:
    assert (extract(answer, "").source or "").strip() == PROGRAM.strip()


def test_a_body_alone_completes_the_task_s_signature() -> None:
    task = SuiteTask(
        id="t",
        version=1,
        entry_point="f",
        prompt="Add one.\n\nSignature:\n\n    def f(x: int) -> int\n",
        sizes=(),
        references={},
        correctness=lambda seed: (),
        stress=lambda size, seed, batch: (),
        check=lambda arguments, returned, expected: None,
        signature="def f(x: int) -> int",
    )
    code = "def f(x: int) -> int:\n    y = x\n    return y + 1\n"
    for body in ("    y = x\n    return y + 1", "y = x\nreturn y + 1"):
        assert extract_for(task, fenced(body)) == Extracted(code, "body")
    assert extract_for(task, fenced(PLAIN)) == Extracted(PLAIN + "\n", "fence_last")
    assert extract_for(task, "I can't.").rule == "none"
