"""Do two machines give the same numbers? The same programs, timed in several sessions on each.

    protocol   which programs: tasks x tiers, and attempt sets that the user adds     protocol.py
    run        sessions on this machine, each an ordinary run -> one file             running.py
    open       such files, which strangers sent, validated as submissions are         files.py
    report     the shift of eff@1 between machines, and whether it is small           comparing.py

Decides the protocol, the file's form and what is compared. How long a program takes is the
pipeline's business, the model of shifts is `stats.replication`'s.
"""

from effbench.replicate.comparing import MARGIN, ReplicationReport, compare
from effbench.replicate.files import open_file
from effbench.replicate.protocol import LISTS
from effbench.replicate.running import Asked, run

__all__ = ["LISTS", "MARGIN", "Asked", "ReplicationReport", "compare", "open_file", "run"]
