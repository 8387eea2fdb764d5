"""The reasons why a run may not be published, each of a kind from a closed list."""

from __future__ import annotations

from typing import Literal

from effbench.base.records.plain import Record

ReasonKind = Literal[
    "subset",
    "judged_in_part",
    "dev_split",
    "baseline_split",
    "trained_on_suite",
    "training_seed",
    "tier",
    "profile",
    "no_certificate",
    "unfit",
    "not_locked",
    "times_missing",
    "nodes_disagree",
    "infra_errors",
    "tasks_left_out",
    "other",
]
"""`other`: a reason in a manifest of an older version, which stored only the words."""


class Reason(Record, frozen=True, kw_only=True):
    """One reason. Code depends on `kind`; `words` are for people."""

    kind: ReasonKind
    words: str
