"""What a zygote may see (interpreter, shared libraries, packages), and which tier is possible.

Decides the configuration that `zygote.py` carries out, and probes it once a process by really
building a zygote. It starts no candidate.

T1: namespaces + Landlock + system-call filter. T2: no namespaces, Landlock + filter (where user
namespaces are forbidden, such as in Docker's default profile). A tier is never lowered silently.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

from effbench.errors import SandboxError, UsageError
from effbench.sandbox import kernel
from effbench.sandbox.host import PYTHON, Zygote

TIERS = ("T1", "T2")

# What must be there for a package to be imported, beyond the standard library.
_NEEDS: dict[str, tuple[str, ...]] = {
    "numpy": ("numpy",),
    "scipy": ("numpy", "scipy"),
    "pandas": ("numpy", "pandas", "dateutil", "pytz", "six", "tzdata"),
}
_OPTIONAL = {"dateutil", "pytz", "six", "tzdata"}

# Imported before the fork: common in solutions and cheap to hold, so that candidates don't pay.
_STANDARD_PRELOAD = """
abc array ast bisect cmath collections collections.abc contextlib copy csv dataclasses datetime
decimal enum fractions functools hashlib heapq io itertools json math numbers operator random re
statistics string struct textwrap threading time types typing unicodedata
""".split()  # noqa: SIM905  forty names read better as text
_PACKAGE_PRELOAD = {
    "scipy": ["scipy.sparse", "scipy.spatial", "scipy.special", "scipy.stats"],
}


def configuration(tier: str, imports: tuple[str, ...]) -> dict[str, Any]:
    """The zygote's configuration for `imports` (a subset of numpy, scipy, pandas) at `tier`."""
    folders = _package_folders(imports)
    libraries = _library_folders()
    preload = list(_STANDARD_PRELOAD)
    for name in imports:
        preload += [name, *_PACKAGE_PRELOAD.get(name, [])]
    config: dict[str, Any] = {
        "tier": tier,
        "python": PYTHON,
        "preload": preload,
        "landlock": kernel.landlock_abi() > 0,
    }
    if tier == "T1":
        binds = [[str(folder), str(folder)] for folder in libraries if not folder.is_symlink()]
        binds += [[str(folder), f"/packages/{folder.name}"] for folder in folders]
        links = [[str(f), os.readlink(f)] for f in libraries if f.is_symlink()]
        covered = [str(path) for path in _covered(libraries)]
        config |= {"binds": binds, "links": links, "covered": covered}
        config |= {"path": ["/packages"] if folders else []}
        config |= {"readable": ["/"], "listable": []}
    else:
        readable, listable = _uncovered(libraries)
        readable += [str(folder) for folder in folders] + ["/dev/zero", "/dev/urandom"]
        site = sorted({str(folder.parent) for folder in folders})
        config |= {"path": site, "readable": readable, "listable": listable}
    return config


def _package_folders(imports: tuple[str, ...]) -> list[Path]:
    """Folders (or single files) of the allowed packages and what they need."""
    found: dict[str, Path] = {}
    for package in imports:
        if package not in _NEEDS:
            raise UsageError(f"no sandbox has {package!r}; there are: {', '.join(_NEEDS)}")
        for name in _NEEDS[package]:
            spec = importlib.util.find_spec(name)
            if spec is None or spec.origin is None:
                if name in _OPTIONAL:
                    continue
                raise SandboxError(
                    f"tasks that allow {package} need the package {name}, which is not installed; "
                    f"pip install {name}"
                )
            origin = Path(spec.origin)
            place = origin.parent if origin.name.startswith("__init__.") else origin
            found[place.name] = place
            libs = place.parent / f"{name}.libs"  # where wheels keep their shared libraries
            if libs.is_dir():
                found[libs.name] = libs
    return list(found.values())


def _library_folders() -> list[Path]:
    """The standard library and the shared libraries it may load."""
    paths = sysconfig.get_paths(vars={"base": sys.base_prefix, "platbase": sys.base_exec_prefix})
    wanted = [Path(paths["stdlib"]), Path(paths["platstdlib"])]
    if sys.base_prefix not in ("/", "/usr", "/usr/local"):
        wanted.append(Path(sys.base_prefix, "lib"))
    wanted += [Path(p) for p in ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")]
    wanted.append(Path("/usr/share/zoneinfo"))
    kept: list[Path] = []
    for path in wanted:
        inside = any(path != other and path.is_relative_to(other) for other in wanted)
        if path.exists() and path not in kept and (path.is_symlink() or not inside):
            kept.append(path)
    return kept


def _covered(libraries: list[Path]) -> list[Path]:
    """Installed packages below the library folders: hidden, effbench itself may be among them."""
    hidden = []
    for folder in libraries:
        if folder.is_dir() and not folder.is_symlink():
            for pattern in ("*-packages", "python3*/*-packages"):
                hidden += sorted(path for path in folder.glob(pattern) if path.is_dir())
    return hidden


def _uncovered(libraries: list[Path]) -> tuple[list[str], list[str]]:
    """For Landlock, which can't cover: (everything but the covered folders, what lies above them).

    The latter can be listed, so that modules in them are found.
    """
    hidden = set(_covered(libraries))
    parents = {parent for path in hidden for parent in path.parents}
    readable: list[str] = []
    listable: list[str] = []

    def visit(path: Path) -> None:
        if path in hidden:
            return
        if path in parents and path.is_dir():
            listable.append(str(path))
            for entry in sorted(path.iterdir()):
                visit(entry)
        else:
            readable.append(str(path))

    for folder in libraries:
        visit(folder)
    return readable, listable


@cache
def probe(tier: str) -> str | None:
    """None when `tier` works on this machine, else why not. Builds a zygote to find out."""
    if sys.platform != "linux":
        return f"it needs Linux, and this is {sys.platform}"
    if kernel.MACHINE not in ("x86_64", "aarch64"):
        return f"it is known for x86-64 and aarch64 only, and this is {kernel.MACHINE}"
    # Below ABI 3 a file that may be read may be truncated, too. At T1 mounts prevent that.
    needed, linux = {"T1": (1, "5.13"), "T2": (3, "6.2")}[tier]
    if kernel.landlock_abi() < needed:
        return (
            f"it needs Landlock ABI {needed} (Linux {linux} or newer, with landlock in its lsm= "
            f"list), and this kernel has {kernel.landlock_abi()}"
        )
    try:
        zygote = Zygote(configuration(tier, ()), 0)
    except SandboxError as error:
        return str(error)
    zygote.close()
    return None


def choose_tier(wanted: str = "auto") -> str:
    """The tier to use. `auto` is the strongest one that a leaderboard accepts: T1.

    Raises SandboxError, naming the fix, when the tier does not work here: never a silent fallback.
    """
    tier = "T1" if wanted == "auto" else wanted
    if tier not in TIERS:
        raise UsageError(f"unknown sandbox tier {wanted!r}; there are: auto, {', '.join(TIERS)}")
    reason = probe(tier)
    if reason is None:
        return tier
    weaker = [name for name in TIERS[TIERS.index(tier) + 1 :] if probe(name) is None]
    advice = (
        "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1 and "
        "kernel.apparmor_restrict_unprivileged_userns=0; in Docker: "
        "--security-opt seccomp=unconfined)"
    )
    if weaker:
        advice += f", or accept the weaker tier: --sandbox {weaker[0]}"
    raise SandboxError(f"sandbox tier {tier} does not work here: {reason}. To mend it: {advice}")
