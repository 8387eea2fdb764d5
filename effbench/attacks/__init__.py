"""The gallery of attacks: hostile programs, and a test of what they gain from a judge of code.

    run(judge)       the corpus against any judge, through `judge(source) -> verdict, seconds`
    run_here(tier)   the corpus against effbench's own sandbox on this machine

`gains` defines what counts as a gain. The programs are files of the folder `attacks/` (`corpus`);
each answers one task: `solve(values)` returns a list of ints in ascending order.
"""

from effbench.attacks.corpus import FAMILIES, KINDS, Attack, attacks
from effbench.attacks.gains import Finding, Report
from effbench.attacks.judging import run
from effbench.attacks.running import run_here

__all__ = ["FAMILIES", "KINDS", "Attack", "Finding", "Report", "attacks", "run", "run_here"]
