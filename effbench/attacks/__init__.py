"""The gallery of attacks: hostile programs, and what a judge of code gives away to them.

    run(judge)       the corpus against anybody's judge, through `judge(source) -> verdict, seconds`
    run_here(tier)   the corpus against effbench's own sandbox on this machine

Decides what counts as gained (`gains`). The programs are files of the folder `attacks/` (`corpus`);
each answers one task: `solve(values)` returns a list of ints in ascending order.
"""

from effbench.attacks.corpus import FAMILIES, KINDS, Attack, attacks
from effbench.attacks.gains import Finding, Report
from effbench.attacks.judging import run
from effbench.attacks.running import run_here

__all__ = ["FAMILIES", "KINDS", "Attack", "Finding", "Report", "attacks", "run", "run_here"]
