"""The folders that a zygote may see: interpreter and system libraries, and the allowed packages.

This module finds these folders on this machine. `cage.py` shows them, and hides the rest, for each
tier.
"""

from __future__ import annotations

import importlib.util
import sys
import sysconfig
from pathlib import Path

from effbench.base import SandboxError, UsageError

# The packages that each importable package needs, beyond the standard library.
NEEDS: dict[str, tuple[str, ...]] = {
    "numpy": ("numpy",),
    "scipy": ("numpy", "scipy"),
    "pandas": ("numpy", "pandas", "dateutil", "pytz", "six", "tzdata"),
}
_OPTIONAL = {"dateutil", "pytz", "six", "tzdata"}


def package_folders(imports: tuple[str, ...]) -> list[Path]:
    """Return the folders (or single files) of the allowed packages and their dependencies.

    Raises UsageError for an unknown package, SandboxError if one is not installed.
    """
    found: dict[str, Path] = {}
    for package in imports:
        if package not in NEEDS:
            raise UsageError(f"no sandbox has {package!r}; choose from: {', '.join(NEEDS)}")
        for name in NEEDS[package]:
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


def library_folders() -> list[Path]:
    """Return the folders of the standard library and of the shared libraries it may load."""
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


def covered(libraries: list[Path]) -> list[Path]:
    """Return the installed packages' folders, which must be hidden: effbench may be among them."""
    hidden = []
    for folder in libraries:
        if folder.is_dir() and not folder.is_symlink():
            for pattern in ("*-packages", "python3*/*-packages"):
                hidden += sorted(path for path in folder.glob(pattern) if path.is_dir())
    return hidden


def uncovered(libraries: list[Path]) -> tuple[list[str], list[str]]:
    """Return (readable, listable) paths for Landlock, which can't hide folders.

    Readable are all paths except the covered folders and their parents. The parents can only be
    listed, so that modules in them are found.
    """
    hidden = set(covered(libraries))
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
