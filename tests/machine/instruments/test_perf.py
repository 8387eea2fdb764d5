"""The probe works on every machine, and its result agrees with the kernel's."""

from __future__ import annotations

import errno

import pytest

from effbench.machine import facts as machine
from effbench.machine.instruments import perf


def test_the_probe_says_that_counters_work_or_why_not() -> None:
    reason = perf.probe()
    assert reason is None or len(reason) > 10


def test_the_probe_agrees_with_itself() -> None:
    assert perf.probe() == perf.probe()


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOENT, "virtual machine"),
        (errno.EOPNOTSUPP, "virtual machine"),
        (errno.EACCES, "perf_event_paranoid"),
        (errno.ENOSYS, "no perf_event_open"),
        (errno.E2BIG, "perf_event_open: "),
    ],
)
def test_every_refusal_is_explained(number: int, says: str) -> None:
    assert says in perf._explain(number)


def test_an_architecture_without_a_known_call_number_is_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(perf.platform, "machine", lambda: "vax")
    assert "vax" in (perf.probe() or "")


def test_the_doctor_reports_counters_and_never_minds_their_absence() -> None:
    (found,) = [finding for finding in machine.findings() if finding.name == "counters"]
    assert found.rating == "good"
    assert ("absent" in found.fact) == (perf.probe() is not None)
