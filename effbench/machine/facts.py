"""Describe this machine, and rate whatever may disturb timings (good, poor, unfit).

The facts go into the manifest. This module runs no task; `measure.audit` times known work.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import psutil

from effbench.base import MachineSection
from effbench.machine import environment
from effbench.machine.instruments import perf
from effbench.sandbox import candidate_environment
from effbench.sandbox.host import clock
from effbench.sandbox.inside import kernel

Rating = Literal["good", "poor", "unfit"]

_BUSY_LOAD_A_CORE = 0.5  # above this, other work probably shares the timing core
_STEAL_PERCENT = 5.0
_LEAST_MEMORY_BYTES = 2 << 30  # a child's memory limit, and the same for the host
_FINEST_TICK_NS = 1_000_000  # a coarser CPU clock cannot time 5 ms


@dataclass(frozen=True)
class Finding:
    """One line of `effbench doctor`: a fact, its rating for measurements, and advice."""

    name: str
    rating: Rating
    fact: str
    advice: str = ""


def describe() -> MachineSection:
    """Return the facts for the manifest."""
    memory = psutil.virtual_memory()
    return MachineSection(
        cpu_model=cpu_model(),
        cores_logical=os.cpu_count() or 1,
        cores_usable=usable_cores(),
        cores_physical=psutil.cpu_count(logical=False),
        memory_bytes=memory.total,
        system=platform.system(),
        kernel=platform.release(),
        architecture=platform.machine(),
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        **environment.describe(candidate_environment())._asdict(),
        governor=_read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        smt=_read("/sys/devices/system/cpu/smt/active"),
        load_1min=round(os.getloadavg()[0], 2),
    )


def usable_cores() -> int:
    """Return the number of cores on which this process may run."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def cpu_model() -> str:
    """Return the name of the processor, or "unknown"."""
    for line in (_read("/proc/cpuinfo") or "").splitlines():
        if line.startswith(("model name", "Model")):
            return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def findings() -> list[Finding]:
    """Return all findings that need no task to run."""
    return [
        _python_finding(),
        _kernel_finding(),
        _namespaces_finding(),
        _memory_finding(),
        _cores_finding(),
        _smt_finding(),
        _cgroup_finding(),
        _load_finding(),
        _steal_finding(),
        _governor_finding(),
        _clock_finding(),
        _counters_finding(),
    ]


def _python_finding() -> Finding:
    name = f"{platform.python_implementation()} {platform.python_version()}"
    if platform.python_implementation() != "CPython":
        return Finding("python", "unfit", name, "use CPython: the references are tuned for it")
    return Finding("python", "good", name)


def _kernel_finding() -> Finding:
    if sys.platform != "linux":
        advice = "use Linux (a virtual machine will do): isolation and clock need its kernel"
        return Finding("system", "unfit", platform.platform(), advice)
    if kernel.MACHINE not in ("x86_64", "aarch64"):
        advice = "use an x86-64 or aarch64 machine: the system-call filter supports only these"
        return Finding("system", "unfit", f"Linux on {kernel.MACHINE}", advice)
    abi = kernel.landlock_abi()
    fact = f"Linux {platform.release()}, Landlock ABI {abi}, {_seccomp_fact()}"
    if abi < 1:
        return Finding("system", "unfit", fact, "boot a kernel >= 5.13 with landlock in lsm=")
    if abi < 3:
        return Finding("system", "poor", fact, "boot Linux 6.2 or later for tier T2")
    return Finding("system", "good", fact)


def _seccomp_fact() -> str:
    actions = _read("/proc/sys/kernel/seccomp/actions_avail") or ""
    return "system-call filters" if "errno" in actions.split() else "system-call filters not seen"


# (setting, value that forbids user namespaces to ordinary users, advice)
_NAMESPACE_SETTINGS = (
    ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=10000"),
)


def _namespaces_finding(settings: Path = Path("/proc/sys")) -> Finding:
    """Check the system's settings for user namespaces. Containers may forbid them without these."""
    if sys.platform != "linux":
        return Finding("namespaces", "poor", "none on this system", "use Linux for tiers T1 to T3")
    for name, forbidding, advice in _NAMESPACE_SETTINGS:
        if _read(str(settings / name)) == forbidding:
            fact = f"{name.replace('/', '.')} is {forbidding}: ordinary users cannot create any"
            return Finding("namespaces", "poor", fact, advice)
    return Finding("namespaces", "good", "no setting forbids user namespaces")


def _memory_finding() -> Finding:
    """Check the free memory: with less than a child's limit, the machine swaps or kills."""
    free = psutil.virtual_memory().available
    fact = f"{free / 2**30:.1f} GiB available"
    if free < _LEAST_MEMORY_BYTES:
        return Finding("memory", "poor", fact, "close other programs: a child may need a gigabyte")
    return Finding("memory", "good", fact)


def _cores_finding() -> Finding:
    count = usable_cores()
    fact = f"{count} usable, {cpu_model()}"
    if count < 2:
        return Finding("cores", "poor", fact, "use two cores: the host disturbs the child on one")
    return Finding("cores", "good", fact)


def _smt_finding() -> Finding:
    """Check SMT: threads that share a core slow each other down; pairing only partly cancels it."""
    active = _read("/sys/devices/system/cpu/smt/active")
    if active is None:
        return Finding("smt", "good", "not visible (a virtual machine)")
    if active == "1":
        return Finding("smt", "poor", "on", "echo off > /sys/devices/system/cpu/smt/control")
    return Finding("smt", "good", "off")


def _cgroup_finding() -> Finding:
    """Check the CPU quota, which may suspend a process many times a second."""
    quota, version = cpu_quota(), cgroup_version()
    if quota is None:
        return Finding("cgroup", "good", f"{version}: no CPU quota")
    fact = f"{version}: a CPU quota of {quota:.2g} cores"
    if quota < 1:
        return Finding("cgroup", "poor", fact, "give the container at least one whole core")
    return Finding("cgroup", "good", fact)


def cgroup_version(root: Path = Path("/sys/fs/cgroup")) -> str:
    """Return the version of the control groups that limit the CPU, as text."""
    if (root / "cgroup.controllers").exists():
        return "version 2"
    return "version 1" if (root / "cpu").exists() else "none found"


def cpu_quota(root: Path = Path("/sys/fs/cgroup")) -> float | None:
    """Return this control group's CPU quota in cores (v2, then v1); None without a quota."""
    text = _read(str(root / "cpu.max"))
    if text is not None:
        limit, _, period = text.partition(" ")
        return None if limit == "max" else int(limit) / int(period or 100_000)
    limit = _read(str(root / "cpu" / "cpu.cfs_quota_us")) or "-1"
    period = _read(str(root / "cpu" / "cpu.cfs_period_us")) or "100000"
    return None if int(limit) <= 0 else int(limit) / int(period)


def _load_finding() -> Finding:
    load, cores = os.getloadavg()[0], usable_cores()
    fact = f"load average {load:.2f} on {cores} cores"
    if load > _BUSY_LOAD_A_CORE * cores:
        return Finding("load", "poor", fact, "stop other work while timings are taken")
    return Finding("load", "good", fact)


def _steal_finding() -> Finding:
    share = psutil.cpu_times_percent(interval=0.2)
    steal = float(getattr(share, "steal", 0.0))
    fact = f"{steal:.1f} % of the CPU went to other guests of this host"
    if steal > _STEAL_PERCENT:
        return Finding("steal", "poor", fact, "use a machine with cores of its own")
    return Finding("steal", "good", fact)


def _governor_finding() -> Finding:
    governor = _read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    if governor is None:
        return Finding("governor", "good", "not visible (a virtual machine)")
    if governor != "performance":
        return Finding("governor", "poor", governor, "cpupower frequency-set -g performance")
    return Finding("governor", "good", governor)


def _clock_finding() -> Finding:
    """Check that a process's CPU clock, read from outside, is finer than the kernel's tick."""
    if sys.platform != "linux":
        return Finding("clock", "unfit", "no CPU clock of other processes")
    clock_id = clock.cpu_clock_id(os.getpid())
    before = time.clock_gettime_ns(clock_id)
    until = time.perf_counter_ns() + 300_000
    while time.perf_counter_ns() < until:
        pass
    time.sleep(0.001)
    step = time.clock_gettime_ns(clock_id) - before
    fact = f"0.3 ms of work read as {step / 1e6:.2f} ms"
    if not 0 < step < _FINEST_TICK_NS:
        advice = "unset RLIMIT_CPU (ulimit -t unlimited): it makes the CPU clock tick-granular"
        return Finding("clock", "unfit", fact, advice)
    return Finding("clock", "good", fact)


def _counters_finding() -> Finding:
    """Report the hardware counters; always good, as scores come from the CPU clock."""
    reason = perf.probe()
    fact = f"absent: {reason}" if reason else "instructions can be counted in hardware"
    return Finding("counters", "good", f"{fact} (not needed)")


def _read(path: str) -> str | None:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return None
