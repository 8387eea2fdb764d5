"""G14: a task of the suite `hard` is hard for six first attempts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from planted import ID, Place, keep, spoilt

from effbench import gates
from effbench.base.records import SampleResult
from effbench.gates import hardness
from effbench.gates.attempts import Tried
from effbench.gates.bench import Bench
from effbench.gates.finding import Finding
from effbench.gates.timing import Measured
from effbench.sandbox import Sandbox

WRONG = "wrong_answer"
HARD = {("task", 'split="public",'): 'split="public", suite="hard",'}


def examined(
    place: Place, sandbox: Sandbox, outcomes: Mapping[str, float | str], final: str = "pass"
) -> Finding:
    """Run the gate on attempts of these efficiencies, or statuses if they are not right.

    `final` is the status of natural_1 when timed.
    """
    tried, timed = {}, {}
    for name, one in outcomes.items():
        tried[name] = Tried("", one if isinstance(one, str) else "pass")
        if not isinstance(one, str):
            status = final if name == "natural_1" else "pass"
            timed[name] = SampleResult(
                task_id=ID, sample_index=0, status=status, detail="", source_sha256="0",
                efficiency=one if status == "pass" else 0.0,
            )  # fmt: skip
    return hardness.examine(Bench(place.opened(), sandbox, 5), tried, Measured({}, {}, timed))


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([0.4, 0.3, 0.5, 0.8, 0.7, 0.6], ""),  # mean 0.55, all right, none reaches 0.9
        ([WRONG, 0.2, 0.3, 1.2, 0.9, 0.7], ""),  # mean 0.55, one is wrong
        ([0.1, 0.1, 0.1, 0.1, 0.1, 0.9], "all six attempts pass, and the best has"),
        ([0.6] * 6, "mean efficiency of 0.60, not 0.55 or less"),
        ([1.1, 1.1, 1.1, 1.1, WRONG, WRONG], "mean efficiency of 0.73"),
        ([WRONG] * 6, ""),
    ],
)
def test_the_rule(
    good_task: Place, sandbox: Sandbox, outcomes: list[float | str], words: str
) -> None:
    found = examined(good_task, sandbox, dict(zip(hardness.NAMES, outcomes, strict=True)))
    assert found.gate == "G14" and found.ok is not bool(words)
    assert words in found.message
    assert not words or (found.file.endswith(f"{ID}.py") and 'suite="core"' in found.fix)
    right = [one for one in outcomes if not isinstance(one, str)]
    assert found.figures["passed"] == len(right)
    assert found.figures["mean_efficiency"] == pytest.approx(sum(right) / 6, abs=1e-3)
    assert found.figures["best"] == max(right, default=0.0)


def test_a_wrong_timed_answer_is_no_pass(good_task: Place, sandbox: Sandbox) -> None:
    outcomes = dict.fromkeys(hardness.NAMES, 0.1) | {"fast_1": 0.95}
    assert not examined(good_task, sandbox, outcomes).ok
    found = examined(good_task, sandbox, outcomes, final="wrong_answer")
    assert found.ok and found.figures["passed"] == 5
    assert found.figures["natural"] == pytest.approx(0.2 / 3, abs=1e-3)
    assert found.figures["asked_for_speed"] == pytest.approx(1.15 / 3, abs=1e-3)


def test_six_attempts_are_needed(good_task: Place, sandbox: Sandbox) -> None:
    outcomes = dict.fromkeys(hardness.NAMES, 0.1)
    del outcomes["natural_2"], outcomes["fast_3"]
    found = examined(good_task, sandbox, {**outcomes, "another": 0.1})
    assert not found.ok and "there is no natural_2.py, fast_3.py" in found.message
    assert found.file.endswith("attempts") and "only the statement" in found.fix


@pytest.mark.slow
def test_only_tasks_of_the_hard_suite_have_the_gate(
    good_task: Place, tmp_path: Path, sandbox: Sandbox
) -> None:
    checked = gates.check_task(good_task.opened(), sandbox, 5, ["G14"], variants=0)
    assert checked.findings == checked.skipped == ()
    place = spoilt(good_task, tmp_path / "hard", HARD)
    wrong = f"def {ID}(values, width):\n    return 0\n"
    slow = (place.solutions / "slow.py").read_text()
    keep(place, {name: slow if name == "natural_1" else wrong for name in hardness.NAMES})
    (found,) = gates.check_task(place.opened(), sandbox, 5, ["G14"], variants=0).findings
    assert found.ok and found.gate == "G14" and found.figures["passed"] == 1
    assert 0 < found.figures["mean_efficiency"] < 0.2
    fast = (place.solutions / "fast.py").read_text()
    keep(place, dict.fromkeys(hardness.NAMES, fast))
    found = gates.check_task(place.opened(), sandbox, 5, ["G13", "G14"], variants=0).findings[-1]
    assert not found.ok and found.figures["passed"] == 6
    assert 'suite="core"' in found.fix and found.figures["mean_efficiency"] > 0.8
