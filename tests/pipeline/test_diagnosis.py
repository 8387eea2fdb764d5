"""`effbench doctor`: every line has a rating, and each poor or unfit one has advice."""

from __future__ import annotations

import math

import pytest
from fakes import audit_arms

from effbench.machine.facts import Finding
from effbench.measure import certificate, compared_arm
from effbench.measure.fitness import MOMENTS
from effbench.pipeline import doctor as diagnosis
from effbench.sandbox import TIERS
from effbench.sandbox.host import tiers


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch):
    """The doctor's findings by name if these tiers fail for these reasons."""
    good = Finding("A/A ratio", "good", "1.000")
    monkeypatch.setattr(diagnosis, "_known_work", lambda sandbox: [good])
    monkeypatch.setattr(diagnosis.machine, "findings", lambda: [])

    def examine(wanted: str, **reasons: str) -> tuple[dict[str, Finding], bool]:
        monkeypatch.setattr(tiers, "probe", reasons.get)
        monkeypatch.setattr(tiers, "probe_shell", lambda shell: reasons.get(shell))
        findings, fit = diagnosis.examine(wanted)
        for finding in findings:
            assert finding.rating == "good" or finding.advice, finding
        return {finding.name: finding for finding in findings}, fit

    return examine


def test_a_good_machine(examined) -> None:
    lines, fit = examined("auto")
    assert fit
    assert list(lines) == [*(f"tier {t}" for t in TIERS), "shell", "sandbox", "A/A ratio"]
    assert {finding.rating for finding in lines.values()} == {"good"}
    assert lines["shell"].fact.startswith("bubblewrap")
    assert lines["sandbox"].fact.startswith("tier T1 is used")


def test_what_a_stronger_tier_makes_needless_is_no_fault(examined) -> None:
    lines, fit = examined("auto", T2="no Landlock", T3="no reach", bwrap="not installed")
    assert fit
    assert lines["tier T2"].rating == lines["tier T3"].rating == "good"
    assert "not needed: no Landlock" in lines["tier T2"].fact
    assert "effbench itself" in lines["shell"].fact and "not installed" in lines["shell"].fact


def test_a_tier_that_is_missing_says_why_and_what_to_do(examined) -> None:
    reasons = {"T1": "unshare: EPERM", "bwrap": "no", "python": "unshare: EPERM"}
    lines, fit = examined("auto", **reasons)
    assert not fit
    assert lines["tier T1"].rating == "poor" and "unshare: EPERM" in lines["tier T1"].fact
    assert "--sandbox T2" in lines["tier T1"].advice
    assert lines["tier T2"].rating == "good"
    assert lines["shell"].rating == "poor"
    assert lines["sandbox"].rating == "unfit" and "A/A ratio" not in lines
    lines, fit = examined("T2", **reasons)
    assert fit and lines["sandbox"].rating == "good"


@pytest.mark.filterwarnings("ignore:sandbox tier T4 isolates nothing")
@pytest.mark.parametrize("tier", ["T3", "T4"])
def test_tiers_that_can_not_be_published_are_poor(examined, tier: str) -> None:
    lines, fit = examined(tier)
    assert fit
    assert lines["sandbox"].rating == "poor" and "not publishable" in lines["sandbox"].fact


def known_work(off: dict[str, float], error: float = 1.0) -> dict[str, Finding]:
    """The doctor's findings if identical code is off by these factors at these moments."""
    arms = [
        compared_arm("t", when, [math.log(off.get(when, 1.0)) + 0.001 * i for i in range(-8, 9)])
        for when in MOMENTS
    ]
    audits = [a for when in MOMENTS for a in audit_arms(when, error=error)]
    found = certificate(arms, audits, 0.05)
    assert found is not None
    return {finding.name: finding for finding in diagnosis.certificate_findings(found)}


def test_known_work_has_a_line_for_each_question() -> None:
    lines = known_work({})
    assert list(lines) == ["A/A ratio", "known ratios", "drift"]
    assert {finding.rating for finding in lines.values()} == {"good"}
    assert "24 programs, at most" in lines["known ratios"].fact


def test_a_machine_that_is_off_is_told_which_check_by_how_much_and_what_to_do() -> None:
    lines = known_work({"end": 1.4})
    assert lines["drift"].rating == lines["A/A ratio"].rating == "unfit"
    assert "at the end against the start measures" in lines["drift"].fact
    assert "allowed 1 ± 0.075" in lines["drift"].fact and "cool down" in lines["drift"].advice
    assert lines["known ratios"].rating == "good"
    lines = known_work({}, error=1.2)
    assert lines["known ratios"].rating == "unfit" and "caches" in lines["known ratios"].advice
    assert "measures 1.20" in lines["known ratios"].fact
