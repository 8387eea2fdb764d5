"""Open a sandbox with a child that never ends, for a test that kills it: `python holder.py TIER`.

Prints the pids of its descendants when the child runs.
"""

from __future__ import annotations

import json
import sys
import threading
import time

import psutil

from effbench.sandbox import Limits, Sandbox

PROCESSES = {"bwrap": 4, "python": 3, "none": 2}  # one running child, including itself
ENDLESS = """
import signal
def solve():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        pass
"""


def main() -> None:
    sandbox = Sandbox(sys.argv[1], slots=2)
    sandbox.run("def solve():\n    return 0\n", "solve", [()])
    limits = Limits(cpu_seconds=1000)
    for source in (ENDLESS, "import time\ndef solve():\n    time.sleep(1000)\n"):
        job = threading.Thread(target=sandbox.run, args=(source, "solve", [()], limits))
        job.daemon = True
        job.start()
    per_child = PROCESSES[sandbox.shell]
    while True:
        family = psutil.Process().children(recursive=True)
        burning = [p for p in family if sum(p.cpu_times()[:2]) > 0.1]
        if len(family) == 2 * per_child and burning:
            break
        time.sleep(0.05)
    print(json.dumps([process.pid for process in family]), flush=True)
    time.sleep(1000)


if __name__ == "__main__":
    main()
