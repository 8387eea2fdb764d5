"""LiveCodeBench: programs and methods, and private tests extracted without unpickling."""

from __future__ import annotations

import base64
import json
import pickle
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imported import judged, lines

from effbench.base.errors import DataError
from effbench.judging.judge import CorrectnessJudge
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import livecodebench, plain_pickle
from effbench.tasks.suite import Suite

PROGRAM: dict[str, Any] = {
    "question_id": "abc000_a",
    "question_content": "Print each number halved.",
    "starter_code": "",
    "public_test_cases": json.dumps([{"input": "2 4\n", "output": "1 2\n", "testtype": "stdin"}]),
    "private_test_cases": "[]",
    "metadata": "{}",
}
METHOD = PROGRAM | {
    "question_id": "0001",
    "starter_code": "class Solution:\n    def halves(self, a: List[int], n: int) -> List[int]:\n",
    "public_test_cases": json.dumps(
        [{"input": "[2, 4]\n1", "output": "[1, 2]", "testtype": "functional"}]
    ),
    "metadata": json.dumps({"func_name": "halves"}),
}


def packed(tests: Any, protocol: int = 4) -> str:
    text = json.dumps([{"input": i, "output": o, "testtype": "x"} for i, o in tests])
    return base64.b64encode(zlib.compress(pickle.dumps(text, protocol))).decode()


def load(tmp_path: Path, sandbox: Sandbox, *rows: Any) -> Suite:
    return livecodebench.load(lines(tmp_path / "test.jsonl", *rows), sandbox)


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("print(*[int(x) // 2 for x in input().split()])", "pass"),
        ("print(*[int(x) / 2 for x in stdin_words()]) if 0 else print(1.0, 2.00)", "wrong_answer"),
        ("for x in input().split(): print(int(x) // 2)", "wrong_answer"),
        ("print(*[int(x) // pow(2, 1, 3) for x in input().split()])", "pass"),
        ("print(1, 2)", "wrong_answer"),
        ("print('1 2'); raise ValueError", "runtime_error"),
        ("while True: pass", "timeout"),
        ("import sys; sys.stdout = None", "wrong_answer"),
        ("import os; os.write(1, b'1 2'); os._exit(0)", "wrong_answer"),
        ("import os; os.write(1, b'1 2'); os._exit(1)", "runtime_error"),
    ],
)
def test_programs(tmp_path: Path, sandbox: Sandbox, source: str, status: str) -> None:
    private = packed([("8 6 0\n", "4 3 0\n")])
    (task,) = load(tmp_path, sandbox, PROGRAM | {"private_test_cases": private}).tasks
    quick = replace(task, cpu_limit_seconds=1.0, wall_limit_seconds=4.0)  # the set says more
    result = CorrectnessJudge(sandbox, 1).judge(quick, source)
    assert result.status == status, result
    assert result.n_inputs == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("return tuple(x // 2 for x in a)", "pass"),
        ("return [floor(x / 2) for x in deque(a)]", "pass"),  # LeetCode's default imports
        ("return [1, 2]", "wrong_answer"),
        ("return [x // pow(2, 1, 3) for x in a]", "pass"),  # the builtin, not math's
        ("return None", "wrong_answer"),
        (
            "class Any:\n            def __eq__(self, other): return True\n        return Any()",
            "wrong_answer",  # an object that is not plain data equals nothing
        ),
        ("return [True] * len(a)", "wrong_answer"),
    ],
)
def test_methods(tmp_path: Path, sandbox: Sandbox, body: str, status: str) -> None:
    private = packed([("[8]\n2", "[4]"), ("[]\n0", "[]")])
    suite = load(tmp_path, sandbox, METHOD | {"private_test_cases": private})
    (task,) = suite.tasks
    assert task.entry_point == "Solution"
    assert "def halves(self" in task.prompt
    source = f"class Solution:\n    def halves(self, a, n):\n        {body}\n"
    result = judged(sandbox, suite, source)
    assert result.status == status, result


def test_a_candidate_that_replaces_the_caller_gains_nothing(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    suite = load(tmp_path, sandbox, METHOD)
    forged = "class Solution: pass\n_effbench_call = lambda *a: 'pass'\n"
    assert judged(sandbox, suite, forged).status == "wrong_answer"


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_private_tests_of_every_protocol(tmp_path: Path, sandbox: Sandbox, protocol: int) -> None:
    row = PROGRAM | {"private_test_cases": packed([("2", "1é\ud800")], protocol)}
    (task,) = load(tmp_path, sandbox, row).tasks
    assert [i.arguments for i in task.correctness(0)] == [("2 4\n",), ("2",)]


class Evil:
    def __reduce__(self) -> Any:
        return (exec, ("open('/tmp/effbench_unpickled', 'w')",))


def wrapped(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode()


@pytest.mark.parametrize(
    "private",
    [
        "not base64!",
        base64.b64encode(b"not zlib").decode(),
        wrapped(pickle.dumps(Evil())),
        wrapped(pickle.dumps(["[]"])),
        wrapped(pickle.dumps(b"[]")),
        wrapped(pickle.dumps("[]") + b"behind"),
        wrapped(pickle.dumps("[]")[:-1]),
        wrapped(pickle.dumps("[]", 0)),
        wrapped(b"."),
        wrapped(b"\x80\x04X\xff\xff\xff\xffabc."),
        wrapped(b"\x80\x04\x8c\x02\xff\xfe."),
        wrapped(pickle.dumps("{")),
        wrapped(pickle.dumps('[{"input": 3}]')),
        wrapped(pickle.dumps("[]"))[:12],
        '{"input": "a", "output": "b"}',
    ],
)
def test_hostile_private_tests(tmp_path: Path, sandbox: Sandbox, private: str) -> None:
    with pytest.raises(DataError, match=r"test.jsonl, line 1, task abc000_a: .*private") as caught:
        load(tmp_path, sandbox, PROGRAM | {"private_test_cases": private})
    assert str(caught.value).isprintable()
    assert not Path("/tmp/effbench_unpickled").exists()


def test_unpacking_is_bounded() -> None:
    with pytest.raises(ValueError, match="more than 1000 bytes"):
        plain_pickle.inflated(zlib.compress(b"0" * 10_000_000), 1000)
    assert plain_pickle.inflated(zlib.compress(b"0" * 1000), 1000) == b"0" * 1000
    with pytest.raises(ValueError, match="after the zlib"):
        plain_pickle.inflated(zlib.compress(b"0") + b"1", 1000)


@given(st.text(st.characters()), st.integers(2, 5))
def test_any_text_comes_out_of_its_pickle(text: str, protocol: int) -> None:
    assert plain_pickle.text(pickle.dumps(text, protocol)) == text


@given(st.binary(max_size=60))
def test_any_bytes_are_a_text_or_a_value_error(data: bytes) -> None:
    try:
        found = plain_pickle.text(data)
    except ValueError:
        return
    assert pickle.loads(data) == found  # only pickled strings reach this line


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"metadata": "{"}, "field 'metadata' is not JSON"),
        ({"metadata": '{"func_name": "a; import os"}'}, "is not a function name"),
        ({"metadata": '{"func_name": "__init__"}'}, "is not a function name"),
        ({"metadata": '{"func_name": 3}'}, "is not a function name"),
        ({"public_test_cases": "[3]"}, "test 0 lacks an input or output text"),
        ({"public_test_cases": "[]"}, "it has no tests"),
        ({"metadata": '{"func_name": "f"}'}, "field 'input' is not JSON"),
        ({"question_id": "\x1b]0;x\x07"}, "is not a valid task id"),
        ({"starter_code": None}, "no field 'starter_code' of type str"),
    ],
)
def test_malformed(tmp_path: Path, sandbox: Sandbox, change: Any, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        load(tmp_path, sandbox, PROGRAM | change)
    assert "line 1" in str(caught.value)
