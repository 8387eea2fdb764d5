"""`effbench doctor`: every line is rated, and what is poor or unfit says what to do."""

from __future__ import annotations

import pytest

from effbench import diagnosis
from effbench.machine import Finding
from effbench.sandbox import TIERS, tiers


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch):
    """The doctor's lines by name when these tiers fail for these reasons."""
    good = Finding("A/A ratio", "good", "1.000")
    monkeypatch.setattr(diagnosis, "_self_comparison", lambda sandbox: good)
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
