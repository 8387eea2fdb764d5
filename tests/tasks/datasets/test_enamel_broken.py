"""Malformed or hostile tables and rows: one clear error each, and no hang."""

from __future__ import annotations

from pathlib import Path

import pytest
from enamel_rows import ADD, HALVE, LEFT_OUT, only_task, table
from hypothesis import given, settings
from hypothesis import strategies as st
from imported import require_left_out

from effbench.base.errors import DataError, TaskError
from effbench.sandbox import Limits, Sandbox
from effbench.tasks.datasets import enamel, enamel_file
from effbench.tasks.datasets.generation import GeneratorRunner


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "enamel.csv"


# --- broken tables ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column task_id, prompt"),
        (b"task_id,prompt\nHumanEval/0,x\n", "no column input_generator"),
        (table(ADD).replace(b"sum", b"\xff\xfe"), "not UTF-8 at byte"),
        (table(ADD)[:-40], "not a CSV file after row 0"),
        (table(ADD, ADD), "row 2, column task_id: HumanEval/3 occurs twice"),
        (table(ADD) + b'HumanEval/5,"x', "after row 1"),
        (table(ADD) + b"HumanEval/5,x\n", "row 2, column input_generator"),
        (table(ADD)[:-2] + b",more\r\n", "more fields after it"),
        (table({**ADD, "prompt": ""}), "column prompt: empty"),
        (table({**ADD, "task_id": "HumanEval/x"}), "'HumanEval/x' is not HumanEval/<number>"),
        (table({**ADD, "checker": "import " + "a." * 40_000 + "a"}), "more than 96 MiB to parse"),
        (table({**ADD, "input_levels": "1 2 3"}), "'1 2 3' is not 4 whole numbers"),
        (table({**ADD, "input_levels": "1 2 3 4.5"}), "column input_levels"),
        (table({**ADD, "input_levels": "1 2 3 -4"}), "column input_levels"),
        (table({**ADD, "input_levels": f"1 2 3 {'9' * 5000}"}), "column input_levels"),
        (table({**ADD, "entry_point": "other"}), "column prompt: HumanEval/3: it doesn't define"),
        (table({**ADD, "prompt": "def add_up(:"}), "column prompt: HumanEval/3: not Python"),
        (table({**ADD, "input_generator": "x = 1"}), "the function 'generate_input'"),
        (table({**ADD, "checker": "check = 1"}), "the function '__check'"),
        (table({**ADD, "reference_solution": "  return 1"}), "column reference_solution"),
        (table({**ADD, "checker": "(" * 100_000}), "column checker"),
        (table(LEFT_OUT), "none of ENAMEL's 142 problems"),
    ],
)
def test_a_malformed_table_is_named(
    path: Path, sandbox: Sandbox, content: bytes, words: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        enamel.load(path, sandbox)
    assert str(path) in str(caught.value) and "enamel.csv" in str(caught.value)
    assert words in str(caught.value)


def test_a_missing_table_is_named(tmp_path: Path, sandbox: Sandbox) -> None:
    for wrong in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(DataError, match=r"can't be read .*dataset/enamel\.csv"):
            enamel.load(wrong, sandbox)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=30), st.integers(0, 900), st.integers(0, 30))
def test_no_bytes_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, piece: bytes, at: int, removed: int
) -> None:
    whole = table(ADD, HALVE)
    path = tmp_path_factory.getbasetemp() / "mutated.csv"
    path.write_bytes(whole[:at] + piece + whole[at + removed :])
    try:
        rows = enamel_file.read(path)
    except DataError as error:
        assert str(path) in str(error)
    else:
        assert all(len(row.levels) == 4 for row in rows)


# --- hostile rows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("while True: pass", "timeout"),
        ("return [1, 2]", "returned a list instead of the tuple of arguments"),
        ("return None", "returned a NoneType"),
        ("return object(),", "not plain data"),
        ("return 'x' * 10**6,", "output_limit"),
        ("return [0] * 10**11,", "memory"),
        ("1 / 0", "ZeroDivisionError"),
        ("import os; os._exit(0)", "died"),
        ("open('/etc/passwd')", "Error"),
        ("import socket; socket.socket()", "Error"),
    ],
)
def test_a_hostile_generator_is_an_error_that_names_the_task(
    path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, body: str, words: str
) -> None:
    limits = Limits(cpu_seconds=0.3, memory_bytes=4 << 30, output_bytes=1 << 20)
    monkeypatch.setattr(enamel, "_GENERATOR_LIMITS", limits)
    generator = f"def generate_input(size, lid, cid):\n    {body}\n"
    task = only_task(path, sandbox, input_generator=generator)
    for make in (lambda: task.correctness(0), lambda: task.stress(task.sizes[0], 1, 2)):
        with pytest.raises(TaskError, match=r"HumanEval/3 of .*: its input generator") as got:
            make()
        assert words in str(got.value)


def test_a_generator_that_never_wakes_up_is_ended(
    path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enamel, "_GENERATOR_LIMITS", Limits(cpu_seconds=1.0, wall_seconds=0.5))
    generator = "def generate_input(size, lid, cid):\n    time.sleep(3600)\n"
    with pytest.raises(TaskError, match="timeout"):
        only_task(path, sandbox, input_generator=generator).correctness(0)


def test_a_reference_that_fails_is_an_error_that_names_the_task(
    path: Path, sandbox: Sandbox
) -> None:
    task = only_task(path, sandbox, reference_solution="    return values[10**9]\n")
    words = r"HumanEval/3.*reference.*level 0 case 0.*IndexError"
    require_left_out(sandbox, task, "def add_up(values):\n    return 1\n", words)


def test_the_generators_zygote_is_replaced_when_it_died(sandbox: Sandbox) -> None:
    runner = GeneratorRunner(sandbox)
    ask = ("", "def f():\n    return ''.join({'a', 'b', 'c'})\n", "f", [()], Limits())
    first = runner.run(*ask)
    assert runner._zygote is not None
    runner._zygote._process.kill()
    runner._zygote._process.wait()
    assert runner.run(*ask).values == first.values
