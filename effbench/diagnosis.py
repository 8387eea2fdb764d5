"""`effbench doctor`: is this machine fit to judge and to time?

Decides the examination and its verdict: every finding good or poor, none unfit. The parts are
`machine` (facts), `sandbox` (tier) and `measure` (the reference against itself).
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from typing import Any

from effbench import machine, registry
from effbench.errors import EffbenchError
from effbench.machine import Finding
from effbench.measure import certificate, certificate_tasks, certify
from effbench.sandbox import Sandbox

_SELF_COMPARISON_BLOCKS = 16
_TARGET = 0.05  # what the standard timing profile asks of a machine


def examine(tier: str = "auto") -> tuple[list[Finding], bool]:
    """All findings, and whether this machine is fit. Never raises for what it finds."""
    findings = machine.findings()
    try:
        with Sandbox(tier) as sandbox:
            findings.append(Finding("sandbox", "good", f"tier {sandbox.tier} works"))
            findings.append(_self_comparison(sandbox))
    except EffbenchError as error:
        findings.append(Finding("sandbox", "unfit", "no isolation", str(error)))
    return findings, all(finding.rating != "unfit" for finding in findings)


def _self_comparison(sandbox: Sandbox) -> Finding:
    tasks = certificate_tasks(registry.load_core())
    arms = certify(tasks, sandbox, secrets.randbits(62), blocks=_SELF_COMPARISON_BLOCKS)
    result = certificate(arms, _TARGET)
    if result is None:
        return Finding("A/A ratio", "unfit", "no reference could be timed", "see the lines above")
    low, high = result.ci or (result.ratio, result.ratio)
    fact = (
        f"{result.ratio:.3f} (95 % interval {low:.3f} to {high:.3f}, "
        f"{result.n} blocks); fit within {result.target:.0%} of 1"
    )
    if result.fit:
        return Finding("A/A ratio", "good", fact)
    return Finding("A/A ratio", "unfit", fact, result.note + "; close other work and try again")


def as_dict(findings: Sequence[Finding], fit: bool) -> dict[str, Any]:
    return {"fit": fit, "findings": [dataclasses.asdict(finding) for finding in findings]}
