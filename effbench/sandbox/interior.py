"""The inside of a child's interpreter, the same at every tier: modules at hand, resource limits.

Decides what is imported before a candidate's clock starts, which installed packages can be imported
at all, and which limits a process gives itself. How it is confined beyond that is `zygote.py`'s
business (T1 to T3), or nobody's (T4, `keeper.py`). Standard library only.
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
from typing import Any

from effbench.sandbox import loops, programs, threads, wire

_MAX_FDS = 64
_STACK_BYTES = 64 << 20
_THREAD_STACK_SHARE = 1 / 4
"""Of the memory limit: the largest stack that a thread gets, because all of it is reserved."""


class AllowedPackages:
    """A finder for some packages of folders that hold others as well (site-packages)."""

    def __init__(self, names: Sequence[str], folders: Sequence[str]) -> None:
        self.names, self.folders = frozenset(names), list(folders)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is None and name in self.names:
            return PathFinder.find_spec(name, self.folders, target)
        return None


def load(config: dict[str, Any]) -> None:
    """Import what candidates may use, and forget that this project is there."""
    sys.path.extend(config["path"])
    if config["packages"]:
        sys.meta_path.append(AllowedPackages(config["packages"], config["package_folders"]))
    for name in config["preload"]:
        importlib.import_module(name)
    wire.bind_numpy()
    # Programs use these; `site`, which is not loaded here, would add them.
    for name in ("exit", "quit"):
        setattr(builtins, name, _sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)"))
    vars(builtins)["help"] = _sitebuiltins._Helper()
    if config["tier"] != "T4":
        loops.prepare()
        threads.prepare()
    sys.path_importer_cache.clear()
    # A candidate that imports effbench, or names like ours, finds nothing.
    for name in [name for name in sys.modules if name.split(".")[0] == "effbench"]:
        del sys.modules[name]
    sys.argv[:] = [""]
    sys.orig_argv[:] = [""]


def freeze() -> None:
    """What stands now is never collected: the candidate's collections don't pay for it."""
    gc.collect()
    gc.freeze()


def limit_resources(address_bytes: int | None, memory_bytes: int) -> None:
    """Limits that hold everywhere. `address_bytes` None: unknown here, somebody else watches.

    Never RLIMIT_CPU: with it Linux counts CPU time in ticks. The host kills instead. The stack's
    hard limit is left as it is, because programs for contests raise the soft one to it, and the
    stack is part of the address space, which is limited.
    """
    _limit_thread_stacks(int(memory_bytes * _THREAD_STACK_SHARE))
    if address_bytes is not None:
        limit(resource.RLIMIT_AS, address_bytes)
    limit(resource.RLIMIT_NOFILE, _MAX_FDS)
    limit(resource.RLIMIT_FSIZE, programs.FILE_BYTES)  # of the files that a program has as 0 and 1
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_MEMLOCK, 0)
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    stack = _STACK_BYTES if hard == resource.RLIM_INFINITY else min(_STACK_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (stack, hard))


def _limit_thread_stacks(largest: int) -> None:
    """Let threads ask for larger stacks than there is memory, as programs for contests do.

    Elsewhere a stack costs what is used of it. Here its whole size counts, since the address
    space is limited, and a thread could not start.
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
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(kind, (amount, amount))
