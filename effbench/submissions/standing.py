"""May these numbers stand on a leaderboard? What a submission claims of that, worked out again.

Decides whether suite, tier, timing profile and A/A certificate are what the manifest says, and
whether its word on being publishable follows from them. The rule itself is the pipeline's.
"""

from __future__ import annotations

import math

from effbench.foreign import command
from effbench.locks import KnownSuite, digest_of
from effbench.measure import compared_arm, plan_of, target_of
from effbench.measure.estimand import estimand_of
from effbench.measure.fitness import MOMENTS, RULE, judged_again, worst
from effbench.measure.known import AUDITS
from effbench.pipeline.config import PLANS
from effbench.pipeline.publishing import unpublishable_reasons
from effbench.records import Certificate, CertificateArm, CertificateCheck, Manifest, Summary
from effbench.sandbox import PUBLISHABLE_TIERS
from effbench.store import MANIFEST
from effbench.submissions.files import SUBMISSION, SubmissionRecord
from effbench.submissions.manifests import Facts
from effbench.submissions.numbers import same
from effbench.submissions.problems import MAKE_AGAIN, Problems
from effbench.submissions.suites import KnownSuites

TIERS = (*PUBLISHABLE_TIERS, "T3", "T4")
LAST_DAY_OF_RULE_1 = "2026-11-30"
_RULE_1_TARGET = 0.05  # of profiles without a precision
_MOST_BLOCKS = 20_000  # of one comparison: a node with many lanes takes them on each
_RUN_AGAIN = "finish the run by running its command again"


def check_suite(
    manifest: Manifest, facts: Facts, known: KnownSuites, problems: Problems
) -> KnownSuite | None:
    """The suite that these tasks belong to, or None.

    An unknown one is a fault only in what claims a place: others may be of anybody's tasks.
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
        "run the released suite, or name its files with --suite-path or --tasks-path, or add it "
        "to known_suites.json with `effbench suites lock`"
    )
    if manifest.publishable:
        problems.add(MANIFEST, "suite.digest", wrong, fix)
    else:
        problems.note(f"{wrong}: its sizes are taken from summary.json")
    return None


def _check_families(manifest: Manifest, known: KnownSuite, problems: Problems) -> None:
    """Intervals go over families: to part one makes them narrower."""
    for name, task in manifest.suite["tasks"].items():
        if (task.get("family") or "") != known.tasks[name].family:
            wrong = f"{task.get('family')!r}, but the suite has {known.tasks[name].family!r}"
            problems.add(MANIFEST, f"suite.tasks[{name}].family", wrong)
            return


def _check_frozen(manifest: Manifest, known: KnownSuite, problems: Problems) -> None:
    """To choose which sizes count is to choose the denominator: a locked run has the lock's."""
    if not manifest.suite.get("locked"):
        return  # it is not publishable, and says so
    said = manifest.frozen()
    for name in manifest.suite["tasks"]:
        lock = known.tasks[name].frozen
        if lock is None or said.get(name) != lock:
            words = "no sizes" if lock is None else f"{lock.timeable} and {lock.memory}"
            found = said.get(name)
            own = "none" if found is None else f"{found.timeable} and {found.memory}"
            wrong = f"for time and memory count {own}, but the suite's lock has {words}"
            fix = f"work the numbers out anew: {command('effbench', 'rescore', problems.folder)}"
            problems.add(MANIFEST, f"suite.tasks[{name}].timeable", wrong, fix)
            return


def check_run(manifest: Manifest, facts: Facts, problems: Problems) -> None:
    """Status, tier and timing profile."""
    if manifest.status != "complete":
        problems.add(MANIFEST, "status", f"{manifest.status}, not complete", _RUN_AGAIN)
    if manifest.judge["tier"] not in TIERS:
        wrong = f"{manifest.judge['tier']!r} is none of {', '.join(TIERS)}"
        problems.add(MANIFEST, "judge.tier", wrong)
    if facts.profile not in PLANS:
        wrong = f"{facts.profile!r} is none of {', '.join(PLANS)}"
        problems.add(MANIFEST, "timing.profile", wrong)
        return
    plan = plan_of(manifest.timing)
    wanted = plan.precision if plan else None
    if facts.precision != wanted:
        wrong = f"{facts.precision}, but the profile {facts.profile} asks for {wanted}"
        problems.add(MANIFEST, "timing.precision", wrong)
    said, estimand = manifest.timing.get("estimand"), estimand_of(manifest.timing)
    if said is not None and said != estimand:
        wrong = f"{said!r:.100}, but the profile {facts.profile} estimates {estimand!r}"
        problems.add(MANIFEST, "timing.estimand", wrong)


def check_certificate(manifest: Manifest, facts: Facts, problems: Problems) -> None:
    """The certificate's numbers from its log-ratios, and what it was asked for; of all nodes."""
    certificates = {"certificate": manifest.certificate}
    for number, node in enumerate(manifest.nodes):
        certificates[f"nodes[{number}].certificate"] = node.certificate
    for where, found in certificates.items():
        if found is None:
            continue
        if facts.profile == "off":
            problems.add(MANIFEST, where, "there, but nothing was timed")
        _check_one(found, where, manifest, facts, problems)
    timed = [node.certificate for node in manifest.nodes if node.n_timed]
    if timed and manifest.certificate != worst(timed):
        problems.add(MANIFEST, "certificate", "not that of the worst node whose times are here")


def _check_one(
    found: Certificate, where: str, manifest: Manifest, facts: Facts, problems: Problems
) -> None:
    if found.rule not in (1, RULE):
        problems.add(MANIFEST, f"{where}.rule", f"rule {found.rule} is not known here")
        return
    if found.rule == 1 and manifest.created[:10] > LAST_DAY_OF_RULE_1:
        wrong = f"rule 1, but the run is of {manifest.created[:10]}, when rule {RULE} held"
        problems.add(MANIFEST, f"{where}.rule", wrong)
    asked = facts.precision or _RULE_1_TARGET
    if found.rule == RULE:
        asked = target_of(facts.precision, len(facts.asked.tasks))
    if found.target != asked:
        wrong = f"{found.target}, but the run asks for {asked}"
        problems.add(MANIFEST, f"{where}.target", wrong)
    for name, arms in (("arms", found.arms), ("audits", found.audits)):
        if len({(arm.task_id, arm.when, arm.truth) for arm in arms}) < len(arms):
            problems.add(MANIFEST, f"{where}.{name}", "one program stands twice at one moment")
            return
        for number, arm in enumerate(arms):
            if not _check_arm(arm, f"{where}.{name}[{number}]", name, facts, problems):
                return
    again = judged_again(found, asked)
    if again is None:
        problems.add(MANIFEST, f"{where}.arms", "empty: a certificate of no comparison")
    else:
        _compare(found, again, where, problems)


def _check_arm(
    arm: CertificateArm, where: str, kind: str, facts: Facts, problems: Problems
) -> bool:
    """False when its log-ratios can't be worked with."""
    if kind == "audits":
        right = (arm.task_id, arm.truth) in AUDITS
        wrong = f"{arm.task_id!r} of truth {arm.truth} is no audit"
    else:
        right = arm.task_id in facts.asked.tasks and arm.truth == 1
        wrong = f"{arm.task_id!r} is no task of the run"
    if not right:
        problems.add(MANIFEST, f"{where}.task_id", wrong)
    if arm.when not in MOMENTS:
        problems.add(MANIFEST, f"{where}.when", f"{arm.when!r} is not start, middle or end")
    logs = arm.log_ratios
    if not 0 < len(logs) <= _MOST_BLOCKS or not all(math.isfinite(value) for value in logs):
        problems.add(MANIFEST, f"{where}.log_ratios", "not a few finite numbers")
        return False
    again = compared_arm(arm.task_id, arm.when, logs, arm.truth)
    if not (same(arm.ratio, again.ratio) and same(arm.ci, again.ci)):
        problems.add(MANIFEST, f"{where}.ratio", "ratio or interval do not follow from log_ratios")
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
    """What manifest and submission say of it must follow from the rest of the manifest."""
    reasons = unpublishable_reasons(manifest, summary)
    if manifest.publishable is not (not reasons):
        because = "; ".join(reasons) or "nothing speaks against it"
        field = _field_of(reasons[0]) if reasons else "publishable"
        wrong = f"the run says publishable: {manifest.publishable}, but {because}"
        problems.add(MANIFEST, field, wrong, f"{MAKE_AGAIN} --unpublishable")
    elif list(manifest.unpublishable_reasons) != reasons:
        problems.add(MANIFEST, "unpublishable_reasons", f"they are: {'; '.join(reasons) or 'none'}")
    if record is not None and (
        record.publishable != manifest.publishable
        or record.unpublishable_reasons != manifest.unpublishable_reasons
    ):
        problems.add(SUBMISSION, "publishable", f"{MANIFEST} says otherwise, or for other reasons")
    if reasons:
        problems.note(f"not ranked: {'; '.join(reasons)}")


def _field_of(reason: str) -> str:
    """Which entry of the manifest a reason of the pipeline's speaks of."""
    fields = {
        "only part": "suite.subset",
        "the dev split": "suite.split",
        "suite seed": "suite.suite_seed",
        "the model was trained": "model.trained_on_suite",
        "sandbox tier": "judge.tier",
        "timing profile": "timing.profile",
        "no A/A": "certificate",
        "the machine": "certificate.fit",
        "the suite is not locked": "suite.locked",
    }
    return next((f for start, f in fields.items() if reason.startswith(start)), "publishable")
