"""Timing: paired blocks of the candidate and its references, and the machine's certificate.

    measuring   profiles, and the sequential rule             measuring.py
    blocks      one block of interleaved calls                blocks.py
    fitness     is the machine fit to time?                   fitness.py
    freezing    which sizes of a task can be timed            freezing.py

Knows no model and no metric.
"""

from effbench.measure.auditing import Audit, audit, certificate_tasks
from effbench.measure.between_nodes import (
    agreement,
    agreement_as_dict,
    agreement_in_words,
    disagreeing,
)
from effbench.measure.fitness import (
    MOMENTS,
    QUICK_TARGET,
    RULE,
    advice,
    certificate,
    compared_arm,
    in_one_line,
    judged_again,
    notes,
    refuted,
    target_of,
    worst,
)
from effbench.measure.freezing import counting, freeze, frozen_by, margin_of, time_reference
from effbench.measure.inputs import Fresh, Kept
from effbench.measure.known import AUDITS
from effbench.measure.measuring import LOOKS, PLANS, REWARD_PLANS, Plan, is_timed, measure, plan_of

__all__ = [
    "AUDITS",
    "LOOKS",
    "MOMENTS",
    "PLANS",
    "QUICK_TARGET",
    "REWARD_PLANS",
    "RULE",
    "Audit",
    "Fresh",
    "Kept",
    "Plan",
    "advice",
    "agreement",
    "agreement_as_dict",
    "agreement_in_words",
    "audit",
    "certificate",
    "certificate_tasks",
    "compared_arm",
    "counting",
    "disagreeing",
    "freeze",
    "frozen_by",
    "in_one_line",
    "is_timed",
    "judged_again",
    "margin_of",
    "measure",
    "notes",
    "plan_of",
    "refuted",
    "target_of",
    "time_reference",
    "worst",
]
