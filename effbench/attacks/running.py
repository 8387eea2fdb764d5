"""Run the corpus in effbench's own sandbox on this machine.

While it runs, this process is the subreaper of the processes that attacks leave behind. `gains`
defines what counts as a gain.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil

from effbench.attacks import gaps
from effbench.attacks.corpus import HONEST, Attack, attacks
from effbench.attacks.gains import Finding, Report, from_verdicts, seen_again
from effbench.attacks.gallery import HONEST_RATIO, Gallery, GalleryReport
from effbench.base import UsageError
from effbench.sandbox import Sandbox
from effbench.sandbox.inside import kernel

PR_SET_CHILD_SUBREAPER = 36
HOST_CPU_SECONDS = 6.0
HOST_GROWTH_MIB = 700
_AFTERMATH_SECONDS = 0.1


def run_here(
    tier: str = "auto",
    *,
    families: Sequence[str] = (),
    names: Sequence[str] = (),
    suite: Path | None = None,
    tell: Callable[[Finding], None] = lambda found: None,
) -> Report:
    """Run the corpus, or the programs of the folder `suite`, and report the gains.

    `families` and `names` select some of them; `tell` is called after each program. Raises
    SandboxError if the tier does not work, and UsageError if no program is selected.
    """
    wanted = chosen(attacks(suite), families, names)
    start = time.monotonic()
    with contextlib.ExitStack() as stack:
        stack.enter_context(_reaping())
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gallery-")))
        work.chmod(0o755)
        sandbox = stack.enter_context(Sandbox(tier))
        other = stack.enter_context(Sandbox(sandbox.tier))
        kept = [a for a in wanted if gaps.is_run(sandbox.tier, a.name)]
        gallery = Gallery(sandbox, work, other)
        stack.callback(gallery.host.close)
        findings = []
        for attack in kept:
            findings.append(_looked_at(gallery, attack))
            tell(findings[-1])
        tier = sandbox.tier
    left = _left_behind()
    if left:
        meant = "processes that the corpus left behind"
        findings.append(Finding("processes", "", meant, (), (), ("written",), detail=left))
    skipped = {attack.name: gaps.NOT_RUN for attack in wanted if attack not in kept}
    return Report(f"tier {tier}", findings, time.monotonic() - start, skipped)


def chosen(
    all_of_them: Sequence[Attack], families: Sequence[str], names: Sequence[str]
) -> list[Attack]:
    """Return the programs of these families and names, or all. UsageError for an unknown one."""
    known = {attack.family for attack in all_of_them}
    for name in [*families, *names]:
        if name not in (known if name in families else {attack.name for attack in all_of_them}):
            families_there = ", ".join(sorted(known))
            raise UsageError(f"{name}: no such program or family; families are {families_there}")
    if not families and not names:
        return list(all_of_them)
    return [a for a in all_of_them if a.family in families or a.name in names or a.name == HONEST]


def _looked_at(gallery: Gallery, attack: Attack) -> Finding:
    return seen_again(lambda: finding(attack, gallery.run(attack), gallery.tier))


def finding(attack: Attack, report: GalleryReport, tier: str) -> Finding:
    """Evaluate the gallery's report on one program."""
    runs = report.runs
    verdicts = [run.verdict for run in runs if not run.verdict.startswith("then honest")]
    gains = from_verdicts(attack, verdicts, report.ratio, HONEST_RATIO)
    if len(verdicts) < len(runs):
        gains.append("ended")
    for change in report.changed:
        gains.append("network" if "connections" in change else "written")
        if change == "the secret got out":
            gains[-1] = "reached"
    if report.host_cpu_seconds > HOST_CPU_SECONDS or report.host_growth_mib > HOST_GROWTH_MIB:
        gains.append("cost")
    detail = [run.detail for run in runs if run.verdict not in attack.verdicts]
    return Finding(
        name=attack.name,
        family=attack.family,
        about=attack.about,
        golden=attack.verdicts,
        verdicts=tuple(verdicts),
        gains=tuple(dict.fromkeys(gains)),
        known=attack.name in gaps.GAPS[tier],
        ratio=report.ratio,
        detail="; ".join([*detail, *report.changed])[:2000],
    )


@contextlib.contextmanager
def _reaping() -> Iterator[None]:
    """Make orphans children of this process, so that they are counted and killed."""
    kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 0)


def _left_behind() -> str:
    """Kill the processes that are left, and return their names."""
    time.sleep(_AFTERMATH_SECONDS)
    left = []
    for process in psutil.Process(os.getpid()).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                left.append(process.name())
                process.kill()
    return ", ".join(left)
