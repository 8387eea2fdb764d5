"""HumanEval+ and MBPP+: equality of answers, conversion of inputs, the published files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nightly import FULL

from effbench.base.errors import DataError
from effbench.judging.judge import CorrectnessJudge
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import evalplus
from effbench.tasks.datasets.evalplus_inputs import converted

DATA = Path(__file__).parents[4] / "shared" / "data"

ROW = {
    "task_id": "HumanEval/32",
    "prompt": "def half(x):\n    '''Half.'''\n",
    "entry_point": "half",
    "canonical_solution": "    return x / 2\n",
    "base_input": [[1.0], [3.0]],
    "plus_input": [[1e9], [0.0]],
    "atol": 0,
}


def load(tmp_path: Path, sandbox: Sandbox, **changes: Any) -> Any:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(ROW | changes) + "\n")
    return evalplus.load_humaneval(path, sandbox).tasks[0]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("return x / 2", "pass"),
        ("return x / 2 + 1e-9", "pass"),  # the tolerance for floats is at least 1e-6
        ("return x / 2 + 1e-3", "wrong_answer"),
        ("return int(x / 2)", "wrong_answer"),
        ("return [x / 2]", "wrong_answer"),
        ("return x / 2 if x < 1e8 else 0.0", "wrong_answer"),  # a plus input reveals it
        ("return None", "wrong_answer"),
        ("return 1 / x", "wrong_answer"),
    ],
)
def test_verdicts(tmp_path: Path, sandbox: Sandbox, body: str, status: str) -> None:
    task = load(tmp_path, sandbox)
    assert CorrectnessJudge(sandbox, 1).judge(task, f"def half(x):\n    {body}\n").status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Counter(text)", "pass"),
        ("OrderedDict(Counter(text))", "pass"),
        ("defaultdict(int, Counter(text))", "pass"),
        ("{letter: Fraction(n) for letter, n in Counter(text).items()}", "pass"),
        ("type('Own', (dict,), {})(Counter(text))", "pass"),
        ("Counter(text).items()", "wrong_answer"),
        ("list(Counter(text).items())", "wrong_answer"),
        ("type('Own', (dict,), {'__eq__': lambda *a: True})()", "wrong_answer"),
        ("iter(Counter(text))", "wrong_answer"),
    ],
)
@pytest.mark.parametrize("canonical", ["Counter(text)", "dict(Counter(text))"])
def test_an_answer_of_another_type_that_is_equal_is_right(
    tmp_path: Path, sandbox: Sandbox, canonical: str, answer: str, status: str
) -> None:
    names = "from collections import *\nfrom fractions import Fraction\n\n"
    row = {
        "prompt": f"{names}def half(text):\n    'Letters.'\n",
        "canonical_solution": f"    return {canonical}\n",
        "base_input": [["aab"]],
        "plus_input": [["abcabc"]],
    }
    task = load(tmp_path, sandbox, **row)
    result = CorrectnessJudge(sandbox, 1).judge(
        task, f"{names}def half(text):\n    return {answer}\n"
    )
    assert result.status == status, result
    if "items()" in answer and status != "pass":
        assert ": a " in result.detail  # it names the actual and the expected type
    assert "Error" not in result.detail


def verdict(entry_point: str, returned: Any, expected: Any, *arguments: Any) -> str | None:
    check = evalplus._checker(evalplus.MBPP, entry_point, 0.0)
    return check(arguments, returned, expected)


def test_the_lists_of_exceptions() -> None:
    assert verdict("Diff", [2, 1], [1, 2]) is None
    assert verdict("Diff", [2, 1, 3], [1, 2]) is not None
    assert verdict("other", [2, 1], [1, 2]) is not None
    assert verdict("are_equivalent", "whatever", True) is None
    assert verdict("sum_div", 0, 1) is None
    assert verdict("digit_distance_nums", 1 + 2, 99, 12, 24) is None
    assert verdict("surface_Area", 33, 0, 3, 4) is not None
    zero = evalplus._checker(evalplus.HUMANEVAL, "find_zero", 1e-4)
    assert zero(([-2.0, 1.0],), 2.0, 0.0) is None
    assert zero(([-2.0, 1.0],), 2.1, 0.0) is not None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("return re.search('[aeiou]$', text)", "pass"),
        ("return text[-1:] in list('aeiou')", "pass"),
        ("return re.search('[aeiou]', text)", "wrong_answer"),
        ("return 1", "wrong_answer"),
        ("raise ValueError", "runtime_error"),
    ],
)
def test_whether_there_is_a_match(tmp_path: Path, sandbox: Sandbox, body: str, status: str) -> None:
    row = ROW | {
        "task_id": "Mbpp/737",
        "prompt": '"""Does it end with a vowel?"""\n',
        "entry_point": "check_str",
        "canonical_solution": "import re\ndef check_str(t):\n    return re.search('[aeiou]$', t)\n",
        "base_input": [["ba"], ["ab"]],
        "plus_input": [[""], ["b"]],
    }
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(row) + "\n")
    (task,) = evalplus.load_mbpp(path, sandbox).tasks
    source = f"import re\ndef check_str(text):\n    {body}\n"
    assert CorrectnessJudge(sandbox, 1).judge(task, source).status == status


def test_lists_become_what_the_functions_take() -> None:
    def first(number: int, arguments: list[Any]) -> Any:
        (found,) = converted("mbppplus", f"Mbpp/{number}", [arguments])
        return found

    assert first(1000, [[1, [2]]]) == ([1, [2]],)
    assert first(2, [[1, 2], [3]]) == ((1, 2), (3,))
    assert first(63, [[[1, 2], [3]]]) == ([(1, 2), (3,)],)
    assert first(75, [[[1, 2]], 3]) == ([(1, 2)], 3)
    assert first(106, [[1], [2]]) == ([1], (2,))
    assert first(307, [[1, [2]], 1, 50]) == ((1, [2]), 1, 50)
    assert first(259, [[[1, 2]], [[3]]]) == (((1, 2),), ((3,),))
    assert first(580, [[1, [2, [3]]]]) == ((1, (2, (3,))),)
    assert first(115, [[[1, 2], [], 3]]) == ([{1, 2}, {}, {}],)
    assert first(722, [{"a": [1, 2]}, 5]) == ({"a": (1, 2)}, 5)
    assert converted("humanevalplus", "HumanEval/2", [[[1]]]) == [([1],)]


def test_a_malformed_file(tmp_path: Path, sandbox: Sandbox) -> None:
    with pytest.raises(DataError, match="no field 'atol' of type int or float"):
        load(tmp_path, sandbox, atol="0")


@pytest.mark.parametrize(
    ("file", "loader", "n", "every"),
    [
        ("humanevalplus/HumanEvalPlus.jsonl.gz", evalplus.load_humaneval, 164, 16),
        ("mbppplus/MbppPlus.jsonl.gz", evalplus.load_mbpp, 378 - len(evalplus.LEFT_OUT), 32),
    ],
)
def test_the_canonical_solutions_pass(
    sandbox: Sandbox, file: str, loader: Any, n: int, every: int
) -> None:
    """Checks every 16th or 32nd problem, or all with EFFBENCH_FULL=1 (some minutes)."""
    if not (DATA / file).is_file():
        pytest.skip(f"{file} is not beside the checkout")
    suite, judge = loader(DATA / file, sandbox), CorrectnessJudge(sandbox, 1)
    assert len(suite.tasks) == n
    chosen = suite.tasks[:: 1 if FULL else every]
    verdicts = [(t.id, judge.judge(t, t.fast)) for t in chosen]
    assert [(name, v.status, v.detail) for name, v in verdicts if v.status != "pass"] == []
