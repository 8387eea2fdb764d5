"""Kept attempts: G13 rejects a reference that one of them beats, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import CANARY, ID, Place, keep, spoilt

from effbench import gates
from effbench.base.records import SampleResult, SizeResult
from effbench.gates import attempts, statement
from effbench.gates.attempts import Tried
from effbench.gates.bench import Bench
from effbench.gates.timing import Measured
from effbench.sandbox import Sandbox


def at(size: str, ratio: float | None, ci: tuple[float, float] | None, **more: bool) -> SizeResult:
    known = {"censored": False, **more}
    return SizeResult(size=size, ratio=ratio, ci=ci, n_blocks=8, efficiency=1.0, **known)


def timed(name: str, *sizes: SizeResult) -> Measured:
    result = SampleResult(
        task_id=ID, sample_index=0, status="pass", detail="", source_sha256="0", efficiency=1.0,
        sizes=sizes,
    )  # fmt: skip
    return Measured({}, {}, {name: result})


@pytest.mark.parametrize(
    ("size", "beats"),
    [
        (at("M", 0.89, (0.85, 0.99)), True),
        (at("L", 0.50, (0.49, 0.51)), True),
        (at("L", 0.50, None, bound=True), True),  # so little work that there is only a bound
        (at("S", 0.50, (0.49, 0.51)), False),  # only M and L count
        (at("M", 0.91, (0.90, 0.92)), False),  # less than 10 % faster
        (at("M", 0.80, (0.70, 1.01)), False),  # perhaps not faster at all
        (at("M", None, None, censored=True), False),
    ],
)
def test_what_beats_the_reference(
    good_task: Place, sandbox: Sandbox, size: SizeResult, beats: bool
) -> None:
    bench = Bench(good_task.opened(), sandbox, 5)
    tried = {"natural_1": Tried("", "pass")}
    found = attempts.examine(bench, tried, timed("natural_1", at("S", 2.0, (1.9, 2.1)), size))
    assert found.ok is not beats and found.gate == "G13"
    if beats:
        assert found.file.endswith(f"{ID}/attempts/natural_1.py")
        assert f"{size.ratio:.2f}" in found.message and f"at {size.size}" in found.message
        assert "make fast.py as fast" in found.fix


def test_a_task_without_attempts_passes(good_task: Place, sandbox: Sandbox) -> None:
    bench = Bench(good_task.opened(), sandbox, 5)
    assert attempts.judged(bench) == {}
    found = attempts.examine(bench, {}, Measured({}, {}))
    assert found.ok and found.figures == {"attempts": {}}


def test_an_attempt_without_a_verdict_is_no_pass(good_task: Place, sandbox: Sandbox) -> None:
    bench = Bench(good_task.opened(), sandbox, 5)
    found = attempts.examine(bench, {"x": Tried("", "infra_error", "out of disk")}, timed("y"))
    assert not found.ok and "out of disk" in found.message and found.file.endswith("x.py")


def test_every_attempt_needs_the_canary(good_task: Place, tmp_path: Path, sandbox: Sandbox) -> None:
    place = spoilt(good_task, tmp_path / "bad", {})
    keep(place, {"fine": "x = 1\n"})
    assert statement.examine(Bench(place.opened(), sandbox, 5)).ok
    (place.solutions / "attempts" / "bare.py").write_text("x = 1\n")
    found = statement.examine(Bench(place.opened(), sandbox, 5))
    assert not found.ok and "bare.py" in found.file and "no canary" in found.message


def test_attempts_are_no_part_of_the_task(good_task: Place, tmp_path: Path) -> None:
    place = spoilt(good_task, tmp_path / "more", {})
    before = place.opened().task
    keep(place, {"one": "x = 1\n"})
    after = place.opened()
    assert after.task.digest == before.digest and after.task.wrong == before.wrong
    assert after.attempts == {"one": CANARY + "x = 1\n"}


@pytest.mark.slow
def test_a_check_races_the_attempts(good_task: Place, tmp_path: Path, sandbox: Sandbox) -> None:
    """A fast tier that works four times as long as it must, and four attempts."""
    place = spoilt(good_task, tmp_path / "bad", {})
    fast = (place.solutions / "fast.py").read_text()
    once = fast.replace(f"def {ID}(", "def once(")
    several = "return [once(values, width) for _ in range(4)][0]"
    slower = f"{once}\n\ndef {ID}(values, width):\n    {several}\n"
    (place.solutions / "fast.py").write_text(slower)
    keep(
        place,
        {
            "natural_1": fast,
            "natural_2": slower,
            "natural_3": f"def {ID}(values, width):\n    return 0\n",
            "natural_4": "def no_such_name():\n    return 0\n",
        },
    )
    checked = gates.check_task(place.opened(), sandbox, 5, ["G13"], variants=0)
    (found,) = checked.findings
    assert not found.ok and found.gate == "G13"
    assert found.file.endswith("attempts/natural_1.py") and "beats fast.py" in found.message
    assert "also" not in found.figures, "only this attempt is faster"
    table = found.figures["attempts"]
    assert [one["status"] for one in table.values()][:3] == ["pass", "pass", "wrong_answer"]
    assert table["natural_4"]["status"] not in ("pass", "infra_error")
    assert table["natural_3"]["efficiency"] == 0.0
    assert table["natural_1"]["sizes"]["L"]["ratio"] < table["natural_2"]["sizes"]["L"]["ratio"]
    (place.solutions / "fast.py").write_text(fast)
    (found,) = gates.check_task(place.opened(), sandbox, 5, ["G13"], variants=0).findings
    assert found.ok and set(found.figures["attempts"]) == set(table)
