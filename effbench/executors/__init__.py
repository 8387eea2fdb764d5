"""Executors run jobs: in this process (`local`) or on a Ray cluster (`ray/`)."""

from effbench.executors.examined import Examination
from effbench.executors.jobs import Audited, Judged, JudgeJob, Node, NoNodeLeft, Timed, TimingJob
from effbench.executors.local import LocalEngine, LocalExecutor
from effbench.executors.node import SuiteLoader
from effbench.executors.opening import EXECUTORS, Executor, open_executor, require

__all__ = [
    "EXECUTORS",
    "Audited",
    "Examination",
    "Executor",
    "JudgeJob",
    "Judged",
    "LocalEngine",
    "LocalExecutor",
    "NoNodeLeft",
    "Node",
    "SuiteLoader",
    "Timed",
    "TimingJob",
    "open_executor",
    "require",
]
