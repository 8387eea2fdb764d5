"""Determine a program's gains from verdicts, times and changes on the host.

A gain is an advantage that the program obtained and should not have. A program that is rejected
with another verdict than expected gained nothing, and is listed separately.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from effbench.attacks.corpus import FAMILIES, KINDS, Attack
from effbench.base import JsonObject, one_line

LOOKS = 3


@dataclass(frozen=True)
class Finding:
    """One program: its gains and its verdicts."""

    name: str
    family: str
    about: str
    golden: tuple[str, ...]
    verdicts: tuple[str, ...]
    gains: tuple[str, ...] = ()
    """Kinds of gain, from KINDS."""
    known: bool = False
    """True if the tier is known not to stop it: the gain is expected and documented."""
    ratio: float | None = None
    """Its time over that of honest work, if it tries to hide work."""
    detail: str = ""

    @property
    def differs(self) -> bool:
        """True if nothing was gained but the verdict is not the expected one."""
        return not self.gains and not set(self.verdicts) <= set(self.golden)

    def as_dict(self) -> JsonObject:
        """Return the finding as plain data."""
        return {
            "name": self.name,
            "family": self.family,
            "about": self.about,
            "golden": list(self.golden),
            "verdicts": list(self.verdicts),
            "gains": {kind: KINDS[kind] for kind in self.gains},
            "known": self.known,
            "time_ratio": self.ratio,
            "detail": self.detail,
        }


@dataclass(frozen=True)
class Report:
    """The findings of one run of the corpus."""

    judge: str
    """The judge that was tested: a tier, or `another judge`."""
    findings: Sequence[Finding]
    seconds: float
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Programs that were not run, each with the reason."""

    @property
    def gained(self) -> list[Finding]:
        """The findings with a gain that is not known for this tier."""
        return [found for found in self.findings if found.gains and not found.known]

    def as_dict(self) -> JsonObject:
        """Return the report as plain data."""
        return {
            "judge": self.judge,
            "seconds": round(self.seconds, 1),
            "n_programs": len(self.findings),
            "n_gained": len(self.gained),
            "left_out": dict(self.left_out),
            "programs": [found.as_dict() for found in self.findings],
        }

    def lines(self) -> list[str]:
        """Return the report as text: each family, its gains, and the meaning of each gain."""
        lines = []
        for family in sorted({found.family for found in self.findings}):
            own = [found for found in self.findings if found.family == family]
            n = sum(bool(found.gains) for found in own)
            about = FAMILIES.get(family, "programs of this folder")
            lines.append(f"{family:<10} {n:>3} of {len(own):>3} gained   {about}")
            lines += [_line(found) for found in own if found.gains or found.differs]
        kinds = dict.fromkeys(kind for found in self.findings for kind in found.gains)
        lines += ["", *(f"{kind}: {KINDS[kind]}" for kind in kinds)] if kinds else []
        lines += [f"{n} not run: {why}" for why, n in Counter(self.left_out.values()).items()]
        n_known = sum(bool(found.gains) and found.known for found in self.findings)
        lines.append(
            f"{self.judge}: {len(self.findings)} programs in {self.seconds:.0f} s, "
            f"{len(self.gained)} gained something"
            + (f", {n_known} more gained what the tier is known to allow" if n_known else "")
            + (f"; {len(self.left_out)} not run" if self.left_out else "")
        )
        return lines


def seen_again(look: Callable[[], Finding]) -> Finding:
    """Return a program's finding; it keeps a gain only if LOOKS runs in a row show it.

    Other processes also change files on a machine, and a zygote that a busy machine lost is
    replaced. Either can look like a change once or twice.
    """
    found = look()
    for _ in range(LOOKS - 1):
        if not found.gains:
            break
        again = look()
        gains = tuple(kind for kind in found.gains if kind in again.gains)
        found = replace(again, gains=gains, detail=again.detail if gains else "")
    return found


def _line(found: Finding) -> str:
    what = ", ".join(found.gains) if found.gains else "no gain, but not the expected verdict"
    if found.known:
        what += " (known for this tier)"
    verdicts = "|".join(dict.fromkeys(found.verdicts))
    time = "" if found.ratio is None else f", {found.ratio:.2f} of the honest time"
    detail = f"; {one_line(found.detail, 120)}" if found.detail else ""
    return f"    {found.name}: {what} [{verdicts}{time}{detail}] {found.about}"


def from_verdicts(
    attack: Attack, verdicts: Sequence[str], ratio: float | None, least: float
) -> list[str]:
    """Gains by verdicts and time alone. `least`: the smallest credible share of honest time."""
    golden, gains = attack.verdicts, []
    if "pass" in verdicts and "pass" not in golden:
        gains.append(attack.gain or "accepted")
    if "wrong" in verdicts and "wrong" not in golden and attack.says_so:
        gains.append(attack.gain or "reached")
    if ratio is not None and ratio < least and verdicts and set(verdicts) == {"pass"}:
        gains.append("time")
    return gains
