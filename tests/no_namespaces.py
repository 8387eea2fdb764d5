"""Run a command as on a kernel without user namespaces: `python no_namespaces.py COMMAND…`.

A filter refuses the flag, as Docker's default profile and hardened distributions do. The exit
status is 77 if that is not possible here.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

from effbench.sandbox.inside import kernel

IMPOSSIBLE = 77
_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
_CALLS = {"x86_64": (272, 56), "aarch64": (97, 220)}  # unshare, clone
_CLONE3 = 435


def _op(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, when_true, when_false, value)


def refuse_user_namespaces() -> None:
    unshare, clone = _CALLS[kernel.MACHINE]
    program = [
        _op(_LOAD, 0),
        _op(_JUMP_EQUAL, _CLONE3, 0, 1),
        _op(_RETURN, _ENOSYS),  # the C library then calls clone, whose flags a filter can see
        _op(_JUMP_EQUAL, unshare, 2, 0),
        _op(_JUMP_EQUAL, clone, 1, 0),
        _op(_RETURN, _ALLOW),
        _op(_LOAD, 16),
        _op(_JUMP_ANY_BIT, kernel.CLONE_NEWUSER, 0, 1),
        _op(_RETURN, _EPERM),
        _op(_RETURN, _ALLOW),
    ]

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    prepared = Program(len(program), b"".join(program))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    zero = ctypes.c_ulong(0)
    mode = ctypes.c_ulong(2)
    if kernel.libc.prctl(22, mode, ctypes.byref(prepared), zero, zero) < 0:
        raise OSError(ctypes.get_errno(), "the filter was refused")


if __name__ == "__main__":
    try:
        refuse_user_namespaces()
    except (OSError, KeyError, AttributeError) as error:
        print(error, file=sys.stderr)
        sys.exit(IMPOSSIBLE)
    os.execv(sys.argv[1], sys.argv[1:])
