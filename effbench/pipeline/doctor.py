"""`effbench doctor`: check whether this machine is fit to judge and to time.

The machine is fit if no finding is rated unfit. The findings come from `machine` (facts), `sandbox`
(tiers, shells) and `measure` (the certificate of a run).
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence

from effbench.base import Certificate, CertificateCheck, EffbenchError, JsonObject
from effbench.machine import Finding
from effbench.machine import facts as machine
from effbench.measure import MOMENTS, advice, audit, certificate, certificate_tasks, notes
from effbench.sandbox import PUBLISHABLE_TIERS, TIERS, Sandbox
from effbench.sandbox.host import tiers
from effbench.tasks import registry

_TARGET = 0.05  # the precision that the standard timing profile requires


def examine(tier: str = "auto") -> tuple[list[Finding], bool]:
    """Return all findings, and whether this machine is fit. A bad finding never raises."""
    findings = [*machine.findings(), *_tier_findings(), _shell_finding()]
    try:
        with Sandbox(tier) as sandbox:
            findings.append(_chosen(sandbox.tier))
            findings += _known_work(sandbox)
    except EffbenchError as error:
        findings.append(Finding("sandbox", "unfit", "no isolation", str(error)))
    return findings, all(finding.rating != "unfit" for finding in findings)


def _chosen(tier: str) -> Finding:
    fact = f"tier {tier} is used: {tiers.MEANING[tier]}"
    if tier in PUBLISHABLE_TIERS:
        return Finding("sandbox", "good", fact)
    return Finding("sandbox", "poor", fact, "use --sandbox T1 or T2 for results to be published")


def _tier_findings() -> list[Finding]:
    """Return one finding per tier. A tier may fail if a stronger one works."""
    findings: list[Finding] = []
    for tier in TIERS:
        reason = tiers.probe(tier)
        if reason is None:
            findings.append(Finding(f"tier {tier}", "good", f"works: {tiers.MEANING[tier]}"))
        elif any(finding.fact.startswith("works") for finding in findings):
            fact = f"unavailable, but not needed: {reason}"
            findings.append(Finding(f"tier {tier}", "good", fact))
        else:
            advice = tiers.advice(tier)
            findings.append(Finding(f"tier {tier}", "poor", f"does not work: {reason}", advice))
    return findings


def _shell_finding() -> Finding:
    """Report what mounts tier T1's root. Both ways are equivalent, so bubblewrap may be missing."""
    reasons = {shell: tiers.probe_shell(shell) for shell in ("bwrap", "python")}
    if reasons["bwrap"] is None:
        return Finding("shell", "good", "bubblewrap mounts tier T1's root")
    fact = f"no bubblewrap ({reasons['bwrap']})"
    if reasons["python"] is None:
        return Finding("shell", "good", f"effbench itself mounts tier T1's root; {fact}")
    return Finding("shell", "poor", f"tier T1's root cannot be mounted; {fact}", tiers.advice("T1"))


def _known_work(sandbox: Sandbox) -> list[Finding]:
    """Take the certificate of a run, with its three moments in succession."""
    tasks, seed = certificate_tasks(registry.load_core()), secrets.randbits(62)
    parts = [audit(tasks, sandbox, seed, when, _TARGET) for when in MOMENTS]
    found = certificate(
        [arm for part in parts for arm in part.arms],
        [arm for part in parts for arm in part.audits],
        _TARGET,
    )
    if found is None:
        return [Finding("A/A ratio", "unfit", "no reference could be timed", "see the lines above")]
    return certificate_findings(found)


def certificate_findings(found: Certificate) -> list[Finding]:
    """Return one finding each for identical code, known ratios and drift, naming failed checks."""
    low, high = found.ci or (found.ratio, found.ratio)
    identical = f"{found.ratio:.3f} (interval {low:.3f} to {high:.3f}, {found.n} blocks)"
    audits = [check for check in found.checks if check.kind == "audit"]
    errors = [abs(check.error - 1) for check in audits if check.error is not None]
    known = f"{len(audits)} programs, at most {max(errors, default=0.0):.1%} off"
    drift = [check.error for check in found.checks if check.kind == "drift" if check.error]
    change = f"{drift[0] - 1:+.1%} from first to last" if drift else "not measured"
    groups = {
        ("A/A ratio", identical): ("data", "all", "moment", "task"),
        ("known ratios", known): ("audit",),
        ("drift", change): ("drift",),
    }
    return [
        _rated(name, fact, [check for check in found.checks if check.kind in kinds])
        for (name, fact), kinds in groups.items()
    ]


def _rated(name: str, fact: str, checks: Sequence[CertificateCheck]) -> Finding:
    if checks and all(check.held for check in checks):
        return Finding(name, "good", f"{fact}; all {len(checks)} checks hold")
    failed = notes(checks) or "nothing to check"
    todo = advice(checks) or "see the lines above"
    return Finding(name, "unfit", f"{fact}; {failed}", f"{todo}; then try again")


def as_dict(findings: Sequence[Finding], fit: bool) -> JsonObject:
    """Return the findings and the verdict as plain data."""
    return {"fit": fit, "findings": [dataclasses.asdict(finding) for finding in findings]}
