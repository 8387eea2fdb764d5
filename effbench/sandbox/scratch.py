"""The scratch folder of tier T1, and the folder of a program's standard streams.

Theory of operation. Both are file systems in memory that the zygote mounts over folders of the
read-only root, in a mount namespace that is its own. Children can't mount.

The scratch folder is where `tempfile` and a program's own files go. A child finds it empty, as if
it had been made for it, and learns nothing about earlier children. Mounting it for each child would
cost more than all the rest, so the folder is replaced only after a child has used it. To tell, the
zygote sets the folder's modification time before each fork to a value that no child can set:
whatever is made, renamed or removed in the folder changes it. That also hides when the folder was
mounted.

Its pages are not in the peak memory that the kernel counts for the process. So a child that used it
is charged for all that it can hold.

The streams' folder holds the files that a program has as descriptors 0 and 1, so that
`/dev/stdin` and its like open them once more. Children can't make or remove files there; the zygote
removes them when the child is dead. Standard library only.
"""

from __future__ import annotations

import os

from effbench.sandbox import kernel, programs

FOLDER = "/tmp"
BYTES = 64 << 20
_MAX_FILES = 4096
_UNUSED_NS = 0
"""The time of change, in nanoseconds since the epoch, of a folder that nobody used."""

_ASIDE = f"{programs.FOLDER}/aside"
_TRIES = 20
_MAX_LOWER = 500  # file systems of the machine that come and go; each takes a fraction of a ms

_FLAGS = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC | kernel.MS_NOATIME


def mount() -> None:
    """Mount an empty scratch folder."""
    options = f"size={BYTES},nr_inodes={_MAX_FILES},mode=1777"
    kernel.mount("tmpfs", FOLDER, "tmpfs", _FLAGS, options)


def mount_streams() -> None:
    """Mount the folder that a program's standard streams are made in."""
    size = 2 * programs.FILE_BYTES + programs.SOURCE_BYTES
    kernel.mount("tmpfs", programs.FOLDER, "tmpfs", _FLAGS, f"size={size},nr_inodes=64,mode=755")
    os.symlink("/dev/null", f"{programs.FOLDER}/2")
    os.mkdir(_ASIDE, 0o700)


class Scratch:
    """The mounted scratch folder, watched."""

    def __init__(self) -> None:
        self.used = False
        self._device = os.stat(FOLDER).st_dev

    def mark(self) -> None:
        """Before a fork: the folder as a child shall find it."""
        os.utime(FOLDER, ns=(_UNUSED_NS, _UNUSED_NS))
        self.used = False

    def bytes_charged(self) -> int:
        """The bytes charged to a dead child for the folder: none, or all of it."""
        self.used = os.stat(FOLDER).st_mtime_ns != _UNUSED_NS
        return BYTES if self.used else 0

    def renew(self) -> None:
        """An empty folder in the place of one that was used. The old one's memory is free then.

        It has the old one's device number, which children can see. The kernel gives the lowest
        number that is free, so all lower ones are taken meanwhile. OSError when other processes
        were faster; the zygote then ends, and is replaced.
        """
        for _ in range(_TRIES):
            self._replace()
            if os.stat(FOLDER).st_dev == self._device:
                return
        raise OSError("the scratch folder's device number was taken by another process")

    def _replace(self) -> None:
        lower = 0
        try:
            while lower < _MAX_LOWER:
                kernel.mount("tmpfs", _ASIDE, "tmpfs", _FLAGS, "size=4k,nr_inodes=2")
                lower += 1
                if os.stat(_ASIDE).st_dev > self._device:
                    break
            kernel.unmount(FOLDER)
            mount()
        finally:
            for _ in range(lower):
                kernel.unmount(_ASIDE)
