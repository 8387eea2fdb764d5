"""The certificate of a machine: its measurements of known ratios, and the verdict on them."""

from __future__ import annotations

from effbench.base.records.plain import Record


class CertificateArm(Record, frozen=True, kw_only=True):
    """A program of known cost against its anchor at one moment (`start`, `middle`, `end`).

    For a task of the suite: its reference against itself. For an audit (`measure.known`): a program
    that costs `truth` times its anchor. `ratio` is the measured one.
    """

    task_id: str
    when: str = "start"
    ratio: float
    ci: tuple[float, float] | None
    log_ratios: tuple[float, ...]
    truth: float = 1.0


class CertificateCheck(Record, frozen=True, kw_only=True):
    """One check of a certificate: that the machine's error is within `margin`."""

    kind: str
    """`all`, `moment`, `task`, `audit` or `drift`; `data` if something was not measured."""
    what: str
    """The moment, task or program that is checked."""
    error: float | None = None
    """Measured over true ratio; for a drift, the ratio at the end over that at the start."""
    ci: tuple[float, float] | None = None
    margin: float
    held: bool
    """True if the whole interval lies within `margin`. False without an interval."""
    refuted: bool = False
    """True if the whole interval lies beyond `margin`: more data would not help."""


class Certificate(Record, frozen=True, kw_only=True):
    """A machine's measurements of known true ratios, and the verdict."""

    ratio: float
    """The ratio over all blocks of the references against themselves."""
    ci: tuple[float, float] | None
    n: int
    target: float
    """The error that the timing profile allows, e.g. 0.05. The margins follow from it."""
    fit: bool
    arms: tuple[CertificateArm, ...]
    note: str = ""
    rule: int = 1
    """The rule for `fit`. 1: the pooled ratio lies within `target`. 2: all `checks` held."""
    audits: tuple[CertificateArm, ...] = ()
    checks: tuple[CertificateCheck, ...] = ()
