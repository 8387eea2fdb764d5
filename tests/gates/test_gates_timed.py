"""Faulty tasks for the timed gates. The tests use ratios and shares, never absolute times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from planted import ID, SIZES, Place, spoilt

from effbench.base.errors import TaskError
from effbench.base.records import REFERENCE_ARM, Timing
from effbench.gates import budgets, growth, sizing, timing
from effbench.gates.bench import Bench
from effbench.gates.timing import Measured
from effbench.sandbox import Sandbox
from effbench.tasks.registry.taskfiles import TaskFiles

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench(good_task: Place, sandbox: Sandbox) -> Bench:
    return Bench(good_task.opened(), sandbox, 5)


@pytest.fixture(scope="module")
def measured(bench: Bench) -> Measured:
    return timing.take(bench)


def test_the_good_tasks_tiers_are_in_order(bench: Bench, measured: Measured) -> None:
    figures = timing.figures(measured)
    slow = figures["slow"]["sizes"]
    assert slow["M"]["censored"] or slow["M"]["ratio"] > 5
    assert figures["medium"]["efficiency"] > figures["slow"]["efficiency"]
    grown = growth.examine(bench, measured).figures
    assert grown["fast"]["exponent"] < grown["slow"]["exponent"]


def test_tiers_that_do_not_separate(good_task: Place, tmp_path: Path, sandbox: Sandbox) -> None:
    place = spoilt(good_task, tmp_path / "bad", {})
    fast = (place.solutions / "fast.py").read_text()
    for tier in ("medium", "slow"):
        (place.solutions / f"{tier}.py").write_text(fast)
    place.change("task", SIZES, '{"S": (200, 100), "M": (3_000, 8), "L": (9_000, 3)}')
    bench = Bench(place.opened(), sandbox, 5)
    found = timing.examine(bench, timing.take(bench))
    assert not found.ok and found.gate == "G5"
    assert found.file.endswith("slow.py") and "not 10" in found.message
    assert "the obvious first attempt" in found.fix
    assert any("medium.py" in other and "fast's time everywhere" in other for other in also(found))


def also(found: timing.Finding) -> list[str]:
    others = found.figures["also"]
    assert isinstance(others, list)
    return others


def test_order_that_inverts_at_the_largest_size(
    good_task: Place, tmp_path: Path, sandbox: Sandbox
) -> None:
    place = spoilt(good_task, tmp_path / "bad", {})
    fast, medium = place.solutions / "fast.py", place.solutions / "medium.py"
    sources = fast.read_text(), medium.read_text()
    fast.write_text(several_times(sources[1]))
    medium.write_text(sources[0])
    bench = Bench(place.opened(), sandbox, 5)
    found = timing.examine(bench, timing.take(bench))
    assert not found.ok
    words = [f"{found.file}: {found.message}", *also(found)]
    assert any("medium is faster than fast at L" in line and "fast.py" in line for line in words)


def several_times(source: str) -> str:
    """The same answer for four times the work: too much for another program's load to hide."""
    once = source.replace(f"def {ID}(", "def once(")
    assert once != source
    body = "return [once(values, width) for _ in range(4)][0]"
    return f"{once}\n\ndef {ID}(values, width):\n    {body}\n"


def test_a_tier_that_is_wrong_only_at_a_timed_size(
    good_task: Place, tmp_path: Path, sandbox: Sandbox
) -> None:
    scale = {("medium", "    window = "): "    values = values[:2_000]\n    window = "}
    bench = Bench(spoilt(good_task, tmp_path / "bad", scale).opened(), sandbox, 5)
    with pytest.raises(TaskError, match="medium is wrong at size"):
        timing.take(bench)


def test_sizes_outside_their_bands(bench: Bench, measured: Measured) -> None:
    """The same times, interpreted as those of a machine 100 times as fast, or as slow."""
    slow_reading = sizing.examine(bench, measured, speed=100.0)
    assert not slow_reading.ok and slow_reading.gate == "G6"
    assert "outside 20-50 ms" in slow_reading.message
    assert "effbench tasks calibrate" in slow_reading.fix
    assert any("a slow sample may take" in other for other in also(slow_reading))
    quick_reading = sizing.examine(bench, measured, speed=0.01)
    assert not quick_reading.ok
    assert any("too short to time" in other for other in also(quick_reading))


def test_an_exponent_that_is_not_the_labels(
    good_task: Place, tmp_path: Path, sandbox: Sandbox, measured: Measured
) -> None:
    place = spoilt(good_task, tmp_path / "bad", {("task", '"fast": "n"'): '"fast": "n^2"'})
    found = growth.examine(Bench(place.opened(), sandbox, 5), measured)
    assert not found.ok and found.gate == "G7"
    assert found.file.endswith("fast.py") and "its label promises n^2.00" in found.message
    place.change("task", '"fast": "n^2"', '"fast": "one pass over the boxes"')
    found = growth.examine(Bench(place.opened(), sandbox, 5), measured)
    assert not found.ok and "not a formula in n" in found.message
    assert "exponents=" in found.fix
    place.change("task", "    category=", '    exponents={"fast": 1.0},\n    category=')
    found = growth.examine(Bench(place.opened(), sandbox, 5), measured)
    assert found.figures["fast"]["promised"] == 1.0


@pytest.mark.parametrize(
    ("label", "exponent"),
    [
        ("n", 1.0),
        ("n^2", 2.0),
        ("n**2", 2.0),
        ("n^1.5", 1.5),
        ("1", 0.0),
        ("n log n", 1.11),
        ("n * log(n), in array operations", 1.11),
        ("n^2 log n", 2.11),
        ("n * kinds", None),
        ("operations", None),
    ],
)
def test_what_a_label_promises(label: str, exponent: float | None) -> None:
    found = growth.promised(label, (1_000, 10_000, 100_000))
    assert found == (None if exponent is None else pytest.approx(exponent, abs=0.01))


def test_a_reference_beyond_its_memory(bench: Bench, measured: Measured) -> None:
    files = bench.files
    tight = replace(files.task, memory_limit_bytes=8 << 20)
    found = budgets.examine(Bench(with_task(files, tight), bench.sandbox, 5), measured)
    assert not found.ok and found.gate == "G11"
    assert "MiB" in found.message and "not 25%" in found.message
    assert "memory_limit_bytes" in found.fix


def with_task(files: TaskFiles, task: object) -> TaskFiles:
    return replace(files, task=task)  # type: ignore[arg-type]  # a SuiteTask, see the callers


def test_a_reference_that_waits_or_computes_beside_itself(bench: Bench, measured: Measured) -> None:
    for factor, words in ((50.0, "fast waits"), (0.2, "fast uses")):
        doctored = Measured(
            {label: stretched(one, factor) for label, one in measured.timings.items()},
            measured.results,
        )
        found = budgets.examine(bench, doctored)
        assert not found.ok and words in found.message
        assert found.file.endswith("fast.py")


def stretched(one: Timing, factor: float) -> Timing:
    """The same repetitions, but fast's wall time is `factor` times its CPU time."""
    import msgspec

    runs = tuple(
        msgspec.structs.replace(run, wall_ns=int(run.cpu_ns * factor))
        if run.arm == REFERENCE_ARM
        else run
        for run in one.repetitions
    )
    return msgspec.structs.replace(one, repetitions=runs)
