"""Compare two machines: the same programs, timed in several sessions on each.

    protocol   the programs: tasks x tiers, and attempt sets that the user adds       protocol.py
    run        sessions on this machine, each an ordinary run -> one file             running.py
    open       read such files, which may be foreign, validated like submissions      files.py
    report     the shift of eff@1 between machines, and whether it is small           comparing.py

This package defines the protocol, the file format and the comparison. The pipeline times the
programs; `stats.replication` holds the model of shifts.
"""

from effbench.replicate.comparing import MARGIN, ReplicationReport, compare
from effbench.replicate.files import open_file
from effbench.replicate.protocol import LISTS, parse_answers
from effbench.replicate.running import Asked, run

__all__ = [
    "LISTS",
    "MARGIN",
    "Asked",
    "ReplicationReport",
    "compare",
    "open_file",
    "parse_answers",
    "run",
]
