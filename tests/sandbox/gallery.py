"""Run the gallery of attacks in one setting in this process, and write the results as JSON.

`python gallery.py SETTING WORK_FOLDER REPORT [NAME…]`; a setting is a tier, T1 with its shell
(`T1-bwrap`). The test compares the report with the verdicts in each file's first line
(`effbench.attacks.corpus`). `effbench.attacks.gaps` lists the attacks that a tier can't stop, and
those that are not run there.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import time
import warnings
from pathlib import Path

import psutil
from as_user import IMPOSSIBLE

from effbench.attacks.corpus import Attack, attacks
from effbench.attacks.gallery import HONEST_RATIO, NUMPY, PANDAS, SHORT, Gallery, posed
from effbench.attacks.gaps import is_run
from effbench.attacks.host import Host
from effbench.base.errors import SandboxError
from effbench.sandbox import Sandbox
from effbench.sandbox.host import conversation
from effbench.sandbox.inside import kernel

__all__ = [
    "HONEST_RATIO",
    "NUMPY",
    "PANDAS",
    "SHORT",
    "Attack",
    "Gallery",
    "Host",
    "attacks",
    "posed",
]
START_CPU_SECONDS = 1.0
SETTINGS = {
    "T1-bwrap": ("T1", "bwrap"),
    "T1-python": ("T1", "python"),
    "T2": ("T2", "auto"),
    "T3": ("T3", "auto"),
    "T4": ("T4", "auto"),
}


def main() -> None:
    setting, work, report, *names = sys.argv[1:]
    kernel.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
    conversation._START_CPU_SECONDS = START_CPU_SECONDS
    warnings.simplefilter("ignore")  # T4's warning, which is expected
    tier, shell = SETTINGS[setting]
    sandbox, other = (Sandbox(tier, shell=shell) for _ in range(2))
    try:
        print(f"tier {sandbox.tier}, shell {sandbox.shell}")
    except SandboxError as error:
        print(error, file=sys.stderr)
        sys.exit(IMPOSSIBLE)
    gallery = Gallery(sandbox, Path(work), other)
    wanted = [a for a in attacks() if (not names or a.name in names) and is_run(tier, a.name)]
    try:
        results = {attack.name: dataclasses.asdict(gallery.run(attack)) for attack in wanted}
    finally:
        sandbox.close()
        other.close()
        time.sleep(0.1)
        orphans = psutil.Process().children(recursive=True)  # it is the subreaper
        left = [p.name() for p in orphans if p.status() != psutil.STATUS_ZOMBIE]
        for orphan in orphans:
            orphan.kill()
    Path(report).write_text(
        json.dumps(
            {
                "uid": os.geteuid(),
                "tier": tier,
                "shell": sandbox.shell,
                "attacks": results,
                "left": left,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
