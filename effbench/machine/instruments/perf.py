"""Test whether this machine can count instructions in hardware.

The probe opens a counter and checks that it counts. It measures no program: scores come from the
CPU clock, which every Linux machine has. Virtual machines seldom have counters, and containers
often forbid them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from pathlib import Path

# From include/uapi/linux/perf_event.h and the system-call tables.
_SYSCALL = {"x86_64": 298, "aarch64": 241}
_TYPE_HARDWARE = 0
_COUNT_INSTRUCTIONS = 1
_ATTRIBUTE_BYTES = 64  # the first published size of perf_event_attr: every kernel accepts it
_EXCLUDE_KERNEL_AND_HYPERVISOR = 1 << 5 | 1 << 6
_ATTRIBUTE = struct.Struct("=IIQQQQQ")  # type, size, config, period, sample, read format, flags
_PARANOID = Path("/proc/sys/kernel/perf_event_paranoid")


def probe() -> str | None:
    """Return None if this process's instructions can be counted, else the reason. Never raises."""
    number = _SYSCALL.get(platform.machine())
    if sys.platform != "linux" or number is None:
        return f"not known on {platform.system()} {platform.machine()}"
    attribute = _ATTRIBUTE.pack(
        _TYPE_HARDWARE,
        _ATTRIBUTE_BYTES,
        _COUNT_INSTRUCTIONS,
        0,
        0,
        0,
        _EXCLUDE_KERNEL_AND_HYPERVISOR,
    ).ljust(_ATTRIBUTE_BYTES, b"\0")
    libc = ctypes.CDLL(None, use_errno=True)
    this_process, any_cpu, no_group, no_flags = 0, -1, -1, 0
    counter = libc.syscall(number, attribute, this_process, any_cpu, no_group, no_flags)
    if counter < 0:
        return _explain(ctypes.get_errno())
    try:
        return _read_twice(counter)
    finally:
        os.close(counter)


def _read_twice(counter: int) -> str | None:
    """Check that the counter advances between two readings: an open counter may not count."""
    try:
        before = int.from_bytes(os.read(counter, 8), sys.byteorder)
        sum(range(1000))
        after = int.from_bytes(os.read(counter, 8), sys.byteorder)
    except OSError as error:
        return _explain(error.errno or 0)
    return None if after > before else "the counter opens but does not count"


def _explain(number: int) -> str:
    if number in (errno.ENOENT, errno.ENODEV, errno.EOPNOTSUPP):
        return "the processor exposes no counters (usual in a virtual machine)"
    if number in (errno.EACCES, errno.EPERM):
        return f"forbidden (kernel.perf_event_paranoid is {_paranoid()}, or a container's filter)"
    if number == errno.ENOSYS:
        return "the kernel has no perf_event_open, or a container's filter hides it"
    return f"perf_event_open: {os.strerror(number)}"


def _paranoid() -> str:
    try:
        return _PARANOID.read_text().strip()
    except OSError:
        return "not readable"
