"""Check a submission's claim that it may be ranked on a leaderboard.

The checks recompute suite, tier, timing profile and A/A certificate, and test whether the
manifest's `publishable` follows from them. The pipeline defines the rule for `publishable`.
"""

from __future__ import annotations

import math

from effbench.base import (
    SUBMISSION,
    Certificate,
    CertificateArm,
    CertificateCheck,
    Manifest,
    ReasonKind,
    Summary,
    command,
)
from effbench.measure import (
    AUDITS,
    MOMENTS,
    PLANS,
    RULE,
    compared_arm,
    judged_again,
    plan_of,
    target_of,
    worst,
)
from effbench.results import unpublishable_reasons
from effbench.runs import MANIFEST, estimand_of
from effbench.sandbox import PUBLISHABLE_TIERS
from effbench.submissions.files import SubmissionRecord
from effbench.submissions.manifests import Facts
from effbench.submissions.numbers import same
from effbench.submissions.problems import MAKE_AGAIN, Problems
from effbench.submissions.suites import KnownSuites
from effbench.tasks import KnownSuite, digest_of

TIERS = (*PUBLISHABLE_TIERS, "T3", "T4")
LAST_DAY_OF_RULE_1 = "2026-11-30"
_RULE_1_TARGET = 0.05  # for profiles without a precision
_MOST_BLOCKS = 20_000  # in one comparison: a node with many lanes takes blocks on each lane
_RUN_AGAIN = "finish the run by running its command again"
_FIELDS: dict[ReasonKind, str] = {
    "subset": "suite.subset",
    "judged_in_part": "suite.subset",
    "dev_split": "suite.split",
    "training_seed": "suite.suite_seed",
    "trained_on_suite": "model.trained_on_suite",
    "tier": "judge.tier",
    "profile": "timing.profile",
    "no_certificate": "certificate",
    "unfit": "certificate.fit",
    "not_locked": "suite.locked",
}
"""The manifest's entries that the reasons refer to; `publishable` for the others."""


def check_suite(
    manifest: Manifest, facts: Facts, known: KnownSuites, problems: Problems
) -> KnownSuite | None:
    """Return the suite that these tasks belong to, or None if it is unknown.

    An unknown suite is a problem only if the run claims to be publishable; other runs may use any
    tasks.
    """
    asked = facts.asked
    if digest_of(asked.tasks) != asked.digest:
        wrong = "not the digest of the tasks in suite.tasks"
        problems.add(MANIFEST, "suite.digest", wrong)
    found = known.find(asked)
    if found is not None:
        _check_families(manifest, found, problems)
        _check_frozen(manifest, found, problems)
        return found
    wrong = f"suite {asked.name} {asked.version} with these tasks is not known"
    if known.failures:
        wrong += f" ({known.failures[-1]})"
    fix = (
        "run the released suite, or name its files with --suite-path or --tasks-path, or add the "
        "suite to known_suites.json with `effbench suites lock`"
    )
    if manifest.publishable:
        problems.add(MANIFEST, "suite.digest", wrong, fix)
    else:
        problems.note(f"{wrong}: its sizes are taken from the run itself")
    return None


def _check_families(manifest: Manifest, known: KnownSuite, problems: Problems) -> None:
    """Check the families: intervals resample families, so splitting a family narrows them."""
    for name, task in manifest.suite.tasks.items():
        if (task.family or "") != known.tasks[name].family:
            wrong = f"{task.family!r}, but the suite has {known.tasks[name].family!r}"
            problems.add(MANIFEST, f"suite.tasks[{name}].family", wrong)
            return


def _check_frozen(manifest: Manifest, known: KnownSuite, problems: Problems) -> None:
    """Check that a locked run has the lock's sizes: the sizes that count set the denominator."""
    if not manifest.suite.locked:
        return  # the run is not publishable, and `check_publishable` checks that it says so
    said = manifest.frozen()
    for name in manifest.suite.tasks:
        lock = known.tasks[name].frozen
        if lock is None or said.get(name) != lock:
            words = "no sizes" if lock is None else f"{lock.timeable} and {lock.memory}"
            found = said.get(name)
            own = "none" if found is None else f"{found.timeable} and {found.memory}"
            wrong = f"{own} count for time and memory, but the suite's lock has {words}"
            fix = f"recompute the numbers: {command('effbench', 'rescore', problems.folder)}"
            problems.add(MANIFEST, f"suite.tasks[{name}].timeable", wrong, fix)
            return


def check_run(manifest: Manifest, facts: Facts, problems: Problems) -> None:
    """Check status, tier and timing profile."""
    if manifest.status != "complete":
        problems.add(MANIFEST, "status", f"{manifest.status}, not complete", _RUN_AGAIN)
    if manifest.judge.tier not in TIERS:
        wrong = f"{manifest.judge.tier!r} is not one of {', '.join(TIERS)}"
        problems.add(MANIFEST, "judge.tier", wrong)
    if facts.profile not in PLANS:
        wrong = f"{facts.profile!r} is not one of {', '.join(PLANS)}"
        problems.add(MANIFEST, "timing.profile", wrong)
        return
    plan = plan_of(manifest.timing)
    wanted = plan.precision if plan else None
    if facts.precision != wanted:
        wrong = f"{facts.precision}, but the profile {facts.profile} asks for {wanted}"
        problems.add(MANIFEST, "timing.precision", wrong)
    said, estimand = manifest.timing.estimand, estimand_of(manifest.timing)
    if said is not None and said != estimand:
        wrong = f"{said!r:.100}, but the profile {facts.profile} estimates {estimand!r}"
        problems.add(MANIFEST, "timing.estimand", wrong)


def check_certificate(manifest: Manifest, facts: Facts, problems: Problems) -> None:
    """Recompute the certificates of the run and of its nodes from their log-ratios and targets."""
    certificates = {"certificate": manifest.certificate}
    for number, node in enumerate(manifest.nodes):
        certificates[f"nodes[{number}].certificate"] = node.certificate
    for where, found in certificates.items():
        if found is None:
            continue
        if facts.profile == "off":
            problems.add(MANIFEST, where, "present, but nothing was timed")
        _check_one(found, where, manifest, facts, problems)
    timed = [node.certificate for node in manifest.nodes if node.n_timed]
    if timed and manifest.certificate != worst(timed):
        problems.add(MANIFEST, "certificate", "not that of the worst node that timed tasks")


def _check_one(
    found: Certificate, where: str, manifest: Manifest, facts: Facts, problems: Problems
) -> None:
    if found.rule not in (1, RULE):
        problems.add(MANIFEST, f"{where}.rule", f"rule {found.rule} is unknown to this effbench")
        return
    if found.rule == 1 and manifest.created[:10] > LAST_DAY_OF_RULE_1:
        wrong = f"rule 1, but rule {RULE} applied when the run was made, {manifest.created[:10]}"
        problems.add(MANIFEST, f"{where}.rule", wrong)
    asked = facts.precision or _RULE_1_TARGET
    if found.rule == RULE:
        asked = target_of(facts.precision, len(facts.asked.tasks))
    if found.target != asked:
        wrong = f"{found.target}, but the run requires {asked}"
        problems.add(MANIFEST, f"{where}.target", wrong)
    for name, arms in (("arms", found.arms), ("audits", found.audits)):
        if len({(arm.task_id, arm.when, arm.truth) for arm in arms}) < len(arms):
            problems.add(MANIFEST, f"{where}.{name}", "a program occurs twice at the same moment")
            return
        for number, arm in enumerate(arms):
            if not _check_arm(arm, f"{where}.{name}[{number}]", name, facts, problems):
                return
    again = judged_again(found, asked)
    if again is None:
        problems.add(MANIFEST, f"{where}.arms", "empty: the certificate has no comparisons")
    else:
        _compare(found, again, where, problems)


def _check_arm(
    arm: CertificateArm, where: str, kind: str, facts: Facts, problems: Problems
) -> bool:
    """Check one comparison. Return False if the task or the log-ratios are invalid."""
    if kind == "audits":
        right = (arm.task_id, arm.truth) in AUDITS
        wrong = f"{arm.task_id!r} with the ratio {arm.truth} is not an audit"
    else:
        right = arm.task_id in facts.asked.tasks and arm.truth == 1
        wrong = f"{arm.task_id!r} is not a task of the run"
    if not right:
        problems.add(MANIFEST, f"{where}.task_id", wrong)
    if arm.when not in MOMENTS:
        problems.add(MANIFEST, f"{where}.when", f"{arm.when!r} is not start, middle or end")
    logs = arm.log_ratios
    if not 0 < len(logs) <= _MOST_BLOCKS or not all(math.isfinite(value) for value in logs):
        problems.add(MANIFEST, f"{where}.log_ratios", "empty, too long, or not finite")
        return False
    again = compared_arm(arm.task_id, arm.when, logs, arm.truth)
    if not (same(arm.ratio, again.ratio) and same(arm.ci, again.ci)):
        problems.add(MANIFEST, f"{where}.ratio", "ratio or ci does not follow from log_ratios")
    return right


def _compare(found: Certificate, again: Certificate, where: str, problems: Problems) -> None:
    for name in ("ratio", "ci", "n", "fit"):
        written, worked_out = getattr(found, name), getattr(again, name)
        if not same(written, worked_out):
            wrong = f"{written}, but its log-ratios give {worked_out}"
            problems.add(MANIFEST, f"{where}.{name}", wrong)
    if len(found.checks) != len(again.checks):
        wrong = f"{len(found.checks)}, but its log-ratios give {len(again.checks)}"
        problems.add(MANIFEST, f"{where}.checks", wrong)
        return
    for number, (check, right) in enumerate(zip(found.checks, again.checks, strict=True)):
        names = [
            name
            for name in CertificateCheck.__struct_fields__
            if not same(getattr(check, name), getattr(right, name))
        ]
        if names:
            wrong = f"{', '.join(names)} do not follow from its log-ratios"
            problems.add(MANIFEST, f"{where}.checks[{number}]", wrong)
            return


def check_publishable(
    manifest: Manifest,
    summary: Summary,
    record: SubmissionRecord | None,
    problems: Problems,
) -> None:
    """Check that `publishable` in manifest and submission follows from the rest of the manifest."""
    reasons = unpublishable_reasons(manifest, summary)
    words = tuple(reason.words for reason in reasons)
    kinds = tuple(reason.kind for reason in reasons)
    if manifest.publishable is not (not reasons):
        because = "; ".join(words) or "no reason against it is found"
        field = _FIELDS.get(reasons[0].kind, "publishable") if reasons else "publishable"
        wrong = f"the run says publishable: {manifest.publishable}, but {because}"
        problems.add(MANIFEST, field, wrong, f"{MAKE_AGAIN} --unpublishable")
    elif manifest.unpublishable_reasons != words:
        problems.add(MANIFEST, "unpublishable_reasons", f"should be: {'; '.join(words) or 'none'}")
    elif manifest.unpublishable_kinds not in ((), kinds):
        problems.add(MANIFEST, "unpublishable_kinds", f"should be: {', '.join(kinds) or 'none'}")
    if record is not None and (
        record.publishable != manifest.publishable
        or record.unpublishable_reasons != manifest.unpublishable_reasons
    ):
        problems.add(SUBMISSION, "publishable", f"differs from {MANIFEST}, or its reasons do")
    if reasons:
        problems.note(f"not ranked: {'; '.join(words)}")
