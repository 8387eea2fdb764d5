"""Checks that a new task must pass before it enters the suite."""

from effbench.gates.bench import Bench
from effbench.gates.checking import GATES, Checked, check_task, check_variant, machine_speed
from effbench.gates.finding import Finding
from effbench.gates.statement import CANARY

__all__ = [
    "CANARY",
    "GATES",
    "Bench",
    "Checked",
    "Finding",
    "check_task",
    "check_variant",
    "machine_speed",
]
