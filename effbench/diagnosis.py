"""`effbench doctor`: is this machine fit to judge and to time?

Decides the examination and its verdict: every finding good or poor, none unfit. The parts are
`machine` (facts), `sandbox` (tiers, shells) and `measure` (the reference against itself).
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
from effbench.sandbox import PUBLISHABLE_TIERS, TIERS, Sandbox, tiers

_SELF_COMPARISON_BLOCKS = 16
_TARGET = 0.05  # what the standard timing profile asks of a machine


def examine(tier: str = "auto") -> tuple[list[Finding], bool]:
    """All findings, and whether this machine is fit. Never raises for what it finds."""
    findings = [*machine.findings(), *_tier_findings(), _shell_finding()]
    try:
        with Sandbox(tier) as sandbox:
            findings.append(_chosen(sandbox.tier))
            findings.append(_self_comparison(sandbox))
    except EffbenchError as error:
        findings.append(Finding("sandbox", "unfit", "no isolation", str(error)))
    return findings, all(finding.rating != "unfit" for finding in findings)


def _chosen(tier: str) -> Finding:
    fact = f"tier {tier} is used: {tiers.MEANING[tier]}"
    if tier in PUBLISHABLE_TIERS:
        return Finding("sandbox", "good", fact)
    return Finding("sandbox", "poor", fact, "use --sandbox T1 or T2 for numbers to be published")


def _tier_findings() -> list[Finding]:
    """One line for each tier. One that does not work is no fault where a stronger one does."""
    findings: list[Finding] = []
    for tier in TIERS:
        reason = tiers.probe(tier)
        if reason is None:
            findings.append(Finding(f"tier {tier}", "good", f"works: {tiers.MEANING[tier]}"))
        elif any(finding.fact.startswith("works") for finding in findings):
            fact = f"does not work, and is not needed: {reason}"
            findings.append(Finding(f"tier {tier}", "good", fact))
        else:
            advice = tiers.advice(tier)
            findings.append(Finding(f"tier {tier}", "poor", f"does not work: {reason}", advice))
    return findings


def _shell_finding() -> Finding:
    """Who mounts tier T1's root. Either is as good, so a missing bubblewrap is no fault."""
    reasons = {shell: tiers.probe_shell(shell) for shell in ("bwrap", "python")}
    if reasons["bwrap"] is None:
        return Finding("shell", "good", "bubblewrap mounts tier T1's root")
    fact = f"no bubblewrap ({reasons['bwrap']})"
    if reasons["python"] is None:
        return Finding("shell", "good", f"effbench itself mounts tier T1's root; {fact}")
    return Finding("shell", "poor", f"nobody can mount tier T1's root; {fact}", tiers.advice("T1"))


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
