"""Kernel calls that Python's library lacks: namespaces, mounts, Landlock, capabilities.

`zygote.py` decides which calls are made in which order, and `seccomp.py` holds the system-call
filter. The calls use ctypes, because they are few and the existing Python bindings are unmaintained
or immature (docs/decisions/0002-kernel-calls-by-ctypes.md). A failed call raises OSError. Linux on
x86-64 and aarch64; standard library only.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Sequence
from typing import Any

# Only Linux has these calls. Elsewhere the module can be imported, but not used.
libc: Any = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_NOATIME = 1024
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_NO_NEW_PRIVS = 38
SIGKILL = 9

# Older calls have a number per architecture; newer calls have the same number on all.
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_SYS_CAPGET = {"x86_64": 125, "aarch64": 90}
_SYS_CAPSET = {"x86_64": 126, "aarch64": 91}
_SYS_MOUNT_SETATTR = 442
_SYS_LANDLOCK_CREATE_RULESET = 444
_SYS_LANDLOCK_ADD_RULE = 445
_SYS_LANDLOCK_RESTRICT_SELF = 446

_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4

MACHINE = platform.machine()


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Call unshare(2)."""
    _check(libc.unshare(ctypes.c_int(flags)), f"unshare({flags:#x})")


def setns(fd: int, kind: int) -> None:
    """Call setns(2)."""
    _check(libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)), f"setns({kind:#x})")


def prctl(option: int, value: int) -> None:
    """Call prctl(2) with one argument."""
    zero = ctypes.c_ulong(0)
    _check(libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero), f"prctl({option})")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Call mount(2)."""

    def text(value: str | None) -> bytes | None:
        return None if value is None else os.fsencode(value)

    result = libc.mount(
        text(source), text(target), text(kind), ctypes.c_ulong(flags), text(data) if data else None
    )
    _check(result, f"mount {source or kind} on {target}")


def bind_read_only(source: str, target: str, devices: bool = False) -> None:
    """Bind-mount `source` (a path, or `/proc/self/fd/N`) on `target`: read-only, nosuid, nodev.

    The same flags apply to the mounts below it, because reading from a writable mount changes
    access times. With `devices`, `source` is a device, which stays usable.
    """
    mount(source, target, None, MS_BIND | MS_REC)
    flags = _ATTR_RDONLY | _ATTR_NOSUID | (0 if devices else _ATTR_NODEV)
    attributes = struct.pack("<4Q", flags, 0, 0, 0)
    path, size = ctypes.c_char_p(os.fsencode(target)), ctypes.c_size_t(len(attributes))
    result = libc.syscall(_SYS_MOUNT_SETATTR, _AT_FDCWD, path, _AT_RECURSIVE, attributes, size)
    _check(result, f"making {target} read-only")


def unmount(target: str) -> None:
    """Detach the topmost mount from `target`, even if it is in use."""
    _check(libc.umount2(ctypes.c_char_p(os.fsencode(target)), MNT_DETACH), f"umount of {target}")


def pivot_into(new_root: str) -> None:
    """Make `new_root` (a mount point) the root, and detach the old root in this mount namespace."""
    os.chdir(new_root)
    here = ctypes.c_char_p(b".")
    _check(libc.syscall(_SYS_PIVOT_ROOT[MACHINE], here, here), "pivot_root")
    _check(libc.umount2(here, MNT_DETACH), "umount of the old root")
    os.chdir("/")


CAP_DAC_OVERRIDE = 1 << 1
CAP_DAC_READ_SEARCH = 1 << 2
_CAPABILITY_HEADER = struct.pack("<II", 0x20080522, 0)  # version 3, this process


def permitted_capabilities() -> int:
    """Return the permitted capabilities of this process, of the first 32."""
    data = ctypes.create_string_buffer(24)
    _check(libc.syscall(_SYS_CAPGET[MACHINE], _CAPABILITY_HEADER, data), "capget")
    return int(struct.unpack("<6I", data.raw)[1])


def keep_capabilities(kept: int) -> None:
    """Drop all capabilities except `kept`; permanent once no-new-privs is set."""
    data = struct.pack("<6I", kept, kept, 0, 0, 0, 0)
    _check(libc.syscall(_SYS_CAPSET[MACHINE], _CAPABILITY_HEADER, data), "capset")


# --- Landlock ---------------------------------------------------------------------------------

_FS_WRITE_FILE = 1 << 1
_FS_READ_FILE = 1 << 2
_FS_READ_DIR = 1 << 3
_FS_REMOVE_DIR = 1 << 4
_FS_REMOVE_FILE = 1 << 5
_FS_MAKE_DIR = 1 << 7
_FS_MAKE_REGULAR = 1 << 8
_FS_REFER = 1 << 13  # since ABI 2: renaming from one folder to another
_FS_TRUNCATE = 1 << 14  # since ABI 3
_FS_STREAM = _FS_READ_FILE | _FS_WRITE_FILE | _FS_TRUNCATE
_FS_SCRATCH = (
    _FS_STREAM | _FS_READ_DIR | _FS_REMOVE_DIR | _FS_REMOVE_FILE | _FS_MAKE_DIR | _FS_MAKE_REGULAR
) | _FS_REFER  # no links, devices, pipes or sockets


def landlock_abi() -> int:
    """Return the kernel's Landlock ABI version; 0 without Landlock."""
    if libc is None:
        return 0
    version = libc.syscall(_SYS_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    return max(0, int(version))


def landlock_ruleset(
    readable: list[str],
    listable: list[str],
    writable: list[str],
    streams: Sequence[str] = (),
    scratch: Sequence[str] = (),
) -> int:
    """Return the descriptor of a ruleset that denies all access except the following.

    Below `readable`, files may be read and folders listed. The files `writable` may be read and
    written. Below `listable`, folders may only be listed, which imports need. Below `streams`,
    files may be read, written and truncated, but not created or removed. Below `scratch`, plain
    files and folders may also be created and removed.

    The ruleset also denies TCP (ABI 4), device ioctls (5), and abstract sockets and signals to
    processes outside (6). Raises OSError without Landlock.
    """
    abi = landlock_abi()
    if abi < 1:
        raise OSError(38, "this kernel has no Landlock")
    filesystem = (1 << 13) - 1  # the rights of ABI 1
    filesystem |= {1: 0, 2: _FS_REFER}.get(abi, _FS_REFER | _FS_TRUNCATE)
    if abi >= 5:
        filesystem |= 1 << 15  # device ioctls
    attributes = struct.pack("<Q", filesystem)
    if abi >= 4:
        attributes += struct.pack("<Q", 0b11)  # TCP bind and connect
    if abi >= 6:
        attributes += struct.pack("<Q", 0b11)  # abstract Unix sockets, signals
    ruleset = libc.syscall(
        _SYS_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0
    )
    _check(ruleset, "landlock_create_ruleset")
    for path in readable:
        _allow(ruleset, path, _FS_READ_FILE | (_FS_READ_DIR if os.path.isdir(path) else 0))
    for path in listable:
        _allow(ruleset, path, _FS_READ_DIR)
    for path in writable:
        _allow(ruleset, path, _FS_READ_FILE | _FS_WRITE_FILE)
    for path in streams:
        _allow(ruleset, path, _FS_STREAM & filesystem)
    for path in scratch:
        _allow(ruleset, path, _FS_SCRATCH & filesystem)
    return int(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("<Qi", access, fd)
        result = libc.syscall(_SYS_LANDLOCK_ADD_RULE, ruleset, 1, rule, 0)
        _check(result, f"landlock_add_rule for {path}")
    finally:
        os.close(fd)


def landlock_restrict_self(ruleset: int) -> None:
    """Apply a ruleset to this process."""
    _check(libc.syscall(_SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
