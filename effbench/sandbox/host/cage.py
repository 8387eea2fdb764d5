"""Configure and start a zygote for each isolation tier.

This module defines the mounts, Landlock rules and import paths of each tier. `tiers.py` chooses the
tier, and `visible.py` lists the visible folders. No candidate starts here.

T1: namespaces, Landlock and system-call filter. T2: Landlock and filter, for systems that forbid
user namespaces (Docker's default profile). T3: the filter alone, for kernels with neither. T4:
limits only, for other systems and for trusted code only.
"""

from __future__ import annotations

import os

from effbench.sandbox.host import bubblewrap, visible
from effbench.sandbox.host import zygote as host
from effbench.sandbox.host.portable import Keeper
from effbench.sandbox.host.zygote import PYTHON, Zygote
from effbench.sandbox.inside import programs, scratch
from effbench.sandbox.inside.orders import Config

SHELLS = ("bwrap", "python")  # the ways to mount T1's root file system
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")

# Imported before the fork, so that candidates are not charged: common in solutions, and small.
_STANDARD_PRELOAD = """
abc array ast bisect cmath collections collections.abc contextlib copy csv dataclasses datetime
decimal enum fractions functools hashlib heapq io itertools json math numbers operator random re
statistics string struct textwrap threading time types typing unicodedata
""".split()  # noqa: SIM905  forty names read better as text
_PACKAGE_PRELOAD = {
    "scipy": ["scipy.sparse", "scipy.spatial", "scipy.special", "scipy.stats"],
}


def start(tier: str, shell: str, imports: tuple[str, ...], hash_seed: int) -> Zygote:
    """Start a zygote (at tier T4, a keeper). Raises SandboxError if it can't be built."""
    config = configuration(tier, imports, shell)
    return Keeper(config, hash_seed) if tier == "T4" else Zygote(config, hash_seed)


def configuration(tier: str, imports: tuple[str, ...], shell: str = "python") -> Config:
    """Return the zygote's configuration for `imports` (from numpy, scipy, pandas) at `tier`."""
    folders = visible.package_folders(imports)
    preload = list(_STANDARD_PRELOAD)
    for name in imports:
        preload += [name, *_PACKAGE_PRELOAD.get(name, [])]
    config: Config = {
        "tier": tier,
        "shell": shell if tier == "T1" else "none",
        "python": os.path.realpath(PYTHON),
        "preload": preload,
        "landlock": tier in ("T1", "T2"),
        "path": [],
        "statless": None,
        "packages": sorted({need for name in imports for need in visible.NEEDS[name]}),
        "package_folders": sorted({str(folder.parent) for folder in folders}),
    }
    libraries = visible.library_folders() if tier != "T4" else []
    if tier == "T1":
        binds = [[str(folder), str(folder)] for folder in libraries if not folder.is_symlink()]
        binds += [[str(folder), f"/packages/{folder.name}"] for folder in folders]
        links = [[str(f), os.readlink(f)] for f in libraries if f.is_symlink()]
        covered = [str(path) for path in visible.covered(libraries) if path.is_dir()]
        links += [list(pair) for pair in programs.LINKS]
        config |= {"binds": binds, "links": links, "covered": covered, "devices": _DEVICES}
        config |= {"folders": [scratch.FOLDER, programs.FOLDER]}
        config |= {"path": ["/packages"] if folders else [], "packages": []}
        readable = [target for _, target in binds] + ["/dev/zero", "/dev/urandom"]
        config |= {"readable": readable, "listable": config["path"], "bwrap": bubblewrap.find()}
    elif tier in ("T2", "T3"):
        readable, listable = visible.uncovered(libraries)
        readable += [str(folder) for folder in folders] + ["/dev/zero", "/dev/urandom"]
        config |= {"readable": readable, "listable": listable}
        if tier == "T2":
            config["statless"] = {"packages": [str(folder) for folder in folders]}
    else:  # T4
        config |= {"child": host.program(PYTHON, "keeper", "child")}
    return config
