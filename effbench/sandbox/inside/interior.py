"""Prepare a child's interpreter in the same way at every tier: preloaded modules, resource limits.

This module decides which modules are imported before a candidate's clock starts, which installed
packages can be imported, and which limits a process sets on itself. Further confinement is up to
`zygote.py` (T1 to T3); T4 has none (`keeper.py`). Standard library only.
"""

from __future__ import annotations

import _sitebuiltins
import _thread
import builtins
import gc
import importlib
import resource
import sys
import threading
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from effbench.sandbox.inside import loops, orders, programs, threads, wire

_MAX_FDS = 64
_STACK_BYTES = 64 << 20
_THREAD_STACK_SHARE = 1 / 4
"""The largest thread stack as a share of the memory limit, because all of it is reserved."""


class AllowedPackages:
    """An import finder for selected packages of folders that hold others (site-packages)."""

    def __init__(self, names: Sequence[str], folders: Sequence[str]) -> None:
        self.names, self.folders = frozenset(names), list(folders)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find one of the allowed packages in its folders."""
        if path is None and name in self.names:
            return PathFinder.find_spec(name, self.folders, target)
        return None


def load(config: orders.Config) -> None:
    """Import the modules that candidates may use, and remove effbench from `sys.modules`."""
    sys.path.extend(config["path"])
    if config["packages"]:
        sys.meta_path.append(AllowedPackages(config["packages"], config["package_folders"]))
    for name in config["preload"]:
        importlib.import_module(name)
    wire.bind_numpy()
    # Programs use these builtins, which `site` would add; it is not loaded here.
    for name in ("exit", "quit"):
        setattr(builtins, name, _sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)"))
    vars(builtins)["help"] = _sitebuiltins._Helper()
    if config["tier"] != "T4":
        loops.prepare()
        threads.prepare()
    sys.path_importer_cache.clear()
    # A candidate that imports effbench must find nothing.
    for name in [name for name in sys.modules if name.split(".")[0] == "effbench"]:
        del sys.modules[name]
    sys.argv[:] = [""]
    sys.orig_argv[:] = [""]


def freeze() -> None:
    """Exclude all current objects from garbage collection, so candidates don't pay for them."""
    gc.collect()
    gc.freeze()


def limit_resources(address_bytes: int | None, memory_bytes: int) -> None:
    """Set the limits that every tier uses. `address_bytes` None: unknown; the host polls memory.

    RLIMIT_CPU is never set, because Linux then counts CPU time in ticks; the host kills instead.
    The hard stack limit is unchanged, because contest programs raise the soft limit to it, and the
    stack counts toward the address-space limit.
    """
    _limit_thread_stacks(int(memory_bytes * _THREAD_STACK_SHARE))
    if address_bytes is not None:
        limit(resource.RLIMIT_AS, address_bytes)
    limit(resource.RLIMIT_NOFILE, _MAX_FDS)
    limit(resource.RLIMIT_FSIZE, programs.FILE_BYTES)  # for a program's descriptors 0 and 1
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_MEMLOCK, 0)
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    stack = _STACK_BYTES if hard == resource.RLIM_INFINITY else min(_STACK_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (stack, hard))


def _limit_thread_stacks(largest: int) -> None:
    """Cap thread stack sizes, because contest programs request more than the memory limit.

    Normally a stack costs only the part in use. Here its whole size counts toward the address-space
    limit, so the thread could not start.
    """
    set_size = _thread.stack_size
    asked = 0

    def stack_size(size: int = 0, /) -> int:
        nonlocal asked
        set_size(min(size, max(largest & -4096, 1 << 20)))
        before, asked = asked, size
        return before

    vars(_thread)["stack_size"] = vars(threading)["stack_size"] = stack_size


def limit(kind: int, amount: int) -> None:
    """Set the soft and hard limit of `kind` to `amount`, or to the current hard limit if lower."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(kind, (amount, amount))
