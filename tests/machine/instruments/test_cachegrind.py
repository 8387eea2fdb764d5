"""Instruction counts: equal for equal work, in proportion for more, and for trusted code only."""

from __future__ import annotations

import pytest

from effbench.base.errors import UsageError
from effbench.machine.instruments import cachegrind

LOOP = "def f(n):\n    total = 0\n    for i in range({times} * n):\n        total += i & 7\n"
BASE, SLOWER = LOOP.format(times=10), LOOP.format(times=11)
needs_valgrind = pytest.mark.skipif(
    cachegrind.missing() is not None, reason=str(cachegrind.missing())
)


def test_code_that_nobody_vouches_for_is_refused() -> None:
    with pytest.raises(UsageError, match="without any sandbox"):
        cachegrind.audit(BASE, SLOWER, "f", [(1,)])


def test_a_missing_valgrind_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cachegrind.shutil, "which", lambda name: None)
    with pytest.raises(UsageError, match="valgrind is not installed"):
        cachegrind.audit(BASE, SLOWER, "f", [(1,)], trusted=True)


@pytest.mark.slow
@needs_valgrind
def test_a_tenth_more_work_is_a_tenth_more_instructions() -> None:
    found = cachegrind.audit(BASE, SLOWER, "f", [(3000,), (2000,)], trusted=True)
    assert found.ratio == pytest.approx(1.1, abs=0.005)
    # a bytecode loop takes tens of instructions per iteration
    assert found.instructions_a > 10 * 5000


@pytest.mark.slow
@needs_valgrind
def test_the_same_source_has_the_same_count() -> None:
    source = "def f(words):\n    return sorted({word: len(word) for word in words})\n"
    words = [f"word {i * 7919 % 1000}" for i in range(1000)]
    found = cachegrind.audit(source, source, "f", [(words,)], trusted=True)
    assert found.ratio == pytest.approx(1, abs=0.005)


@needs_valgrind
def test_a_source_that_fails_is_named_with_its_error() -> None:
    with pytest.raises(UsageError, match="source_a failed under valgrind: ZeroDivisionError"):
        cachegrind.audit("def f(n): return n / 0", BASE, "f", [(1,)], trusted=True)


@needs_valgrind
def test_arguments_must_be_plain_data() -> None:
    with pytest.raises(UsageError, match="not plain data"):
        cachegrind.audit(BASE, SLOWER, "f", [(object(),)], trusted=True)


@pytest.mark.parametrize(
    "text", ["", "events: Dr\nsummary: 5\n", "events: Ir\n", "events: Ir\nsummary: x\n"]
)
def test_an_output_without_a_total_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no total"):
        cachegrind.instructions(text)


def test_the_total_is_read_from_the_column_of_its_event() -> None:
    text = "desc: --x\ncmd: python\nevents: Dr Ir\nfn=main\n1 2 3\nsummary: 7 42\n"
    assert cachegrind.instructions(text) == 42
