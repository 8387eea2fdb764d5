"""Facts about this machine, and which machines' times may be compared.

`machine.instruments` holds optional instruments; no score depends on them.
"""

from effbench.machine.comparability import Difference
from effbench.machine.facts import Finding

__all__ = ["Difference", "Finding"]
