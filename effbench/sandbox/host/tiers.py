"""Choose an isolation tier, and check that it works on this machine.

The check builds a zygote of that tier, once per process. A tier is never lowered silently: if it
does not work, the error names the fix. T1 and T2 keep hostile code away from the answers and the
machine. T3 only prevents forging and writing. T4 prevents nothing (docs/threat-model.md).
"""

from __future__ import annotations

import sys
from functools import cache

from effbench.base import SandboxError, UsageError
from effbench.sandbox.host import bubblewrap, cage
from effbench.sandbox.host.conversation import ZygoteError
from effbench.sandbox.inside import kernel

TIERS = ("T1", "T2", "T3", "T4")
PUBLISHABLE_TIERS = ("T1", "T2")  # accepted by a leaderboard; at others, code can read the answers
MEANING = {
    "T1": "namespaces, Landlock and system-call filter",
    "T2": "Landlock and system-call filter",
    "T3": "system-call filter only: files can be read; not publishable",
    "T4": "no isolation: trusted code only; not publishable",
}
TRUSTED_ONLY = (
    "sandbox tier T4 isolates nothing: the code runs with your rights. "
    "Use it for code that you trust, never for what a model wrote"
)
_OPEN_NAMESPACES = (
    "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1 and "
    "kernel.apparmor_restrict_unprivileged_userns=0; in Docker: --security-opt seccomp=unconfined)"
)


@cache
def probe(tier: str) -> str | None:
    """Test `tier` by building a zygote. Returns None if it works here, else the reason."""
    if sys.platform == "win32":
        return "Windows is not supported; use WSL 2 or a Linux virtual machine"
    if tier == "T4":
        return _try(tier, "none")
    if sys.platform != "linux":
        return f"it needs Linux, and this is {sys.platform}"
    if kernel.MACHINE not in ("x86_64", "aarch64"):
        return f"it supports only x86-64 and aarch64, and this is {kernel.MACHINE}"
    # Below ABI 3, readable files can also be truncated. At T1, mounts prevent that.
    needed, linux = {"T1": (1, "5.13"), "T2": (3, "6.2"), "T3": (0, "")}[tier]
    if kernel.landlock_abi() < needed:
        return (
            f"it needs Landlock ABI {needed} (Linux {linux} or newer, with landlock in its lsm= "
            f"list), and this kernel has {kernel.landlock_abi()}"
        )
    if tier != "T1":
        return _try(tier, "none")
    return None if probe_shell("bwrap") is None else probe_shell("python")


@cache
def probe_shell(shell: str) -> str | None:
    """Test whether `shell` (one of cage.SHELLS) can build T1's root. Returns None or the reason."""
    if shell == "bwrap" and bubblewrap.find() is None:
        return "bubblewrap is not installed"
    return _try("T1", shell)


def _try(tier: str, shell: str) -> str | None:
    try:
        try:
            cage.start(tier, shell, (), hash_seed=0).close()
        except ZygoteError:  # may have been killed from outside: retry once
            cage.start(tier, shell, (), hash_seed=0).close()
    except SandboxError as error:
        return str(error)
    return None


def choose_tier(wanted: str = "auto") -> str:
    """Return the tier to use. `auto` is the strongest tier, T1.

    Raises UsageError for an unknown tier. Raises SandboxError, naming the fix, if the tier does not
    work here: there is no silent fallback.
    """
    tier = "T1" if wanted == "auto" else wanted
    if tier not in TIERS:
        raise UsageError(f"unknown sandbox tier {wanted!r}; choose from: auto, {', '.join(TIERS)}")
    reason = probe(tier)
    if reason is None:
        return tier
    raise SandboxError(
        f"sandbox tier {tier} does not work here: {reason}. To fix it: {advice(tier)}"
    )


def choose_shell(tier: str, wanted: str = "auto") -> str:
    """Return the builder of T1's root: by default `bwrap` if it works, else `python`.

    Other tiers have `none`. Raises UsageError for an unknown shell, and SandboxError if the
    requested shell does not work here.
    """
    if wanted not in ("auto", *cage.SHELLS):
        shells = ", ".join(cage.SHELLS)
        raise UsageError(f"unknown sandbox shell {wanted!r}; choose from: auto, {shells}")
    if tier != "T1":
        return "none"
    if wanted == "auto":
        return next((shell for shell in cage.SHELLS if probe_shell(shell) is None), "python")
    reason = probe_shell(wanted)
    if reason is not None:
        raise SandboxError(f"sandbox shell {wanted} does not work here: {reason}")
    return wanted


def advice(tier: str) -> str:
    """Return advice on a tier that does not work."""
    if sys.platform == "win32":
        return "run effbench inside WSL 2"
    if sys.platform != "linux" and tier != "T4":
        return (
            "use Linux (a virtual machine or a container will do); for code that you trust, "
            "without isolation: --sandbox T4"
        )
    ways = []
    if tier == "T1":
        ways.append(_OPEN_NAMESPACES)
    if tier in ("T1", "T2") and kernel.landlock_abi() < 3:
        ways.append("boot a kernel from 6.2 on with landlock in its lsm= list")
    for weaker in TIERS[TIERS.index(tier) + 1 : -1]:  # never T4: code here may be hostile
        if probe(weaker) is None:
            remark = "" if weaker in PUBLISHABLE_TIERS else ", which can't be published"
            ways.append(f"accept the weaker tier: --sandbox {weaker}{remark}")
            break
    return ", or ".join(ways) or "see `effbench doctor`"
