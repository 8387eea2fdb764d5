"""The scratch folder of tier T1, and the folder of a program's standard streams.

Both are in-memory file systems that the zygote mounts over folders of the read-only root, in its
own mount namespace. Children can't mount.

The scratch folder holds `tempfile`'s and a program's own files. Each child finds it empty, as if it
had been created for this child, and learns nothing about earlier children. Mounting it for each
child would cost more than all other steps, so the folder is replaced only after a child has used
it. To detect use, the zygote sets the folder's modification time before each fork to a value that
no child can set: creating, renaming or removing an entry of the folder changes it. This also hides
the time of the mount.

The folder's pages do not count toward the peak memory that the kernel reports for the process. A
child that used the folder is therefore charged its full capacity.

The streams' folder holds the files that a program has as descriptors 0 and 1, so that
`/dev/stdin` and similar paths can reopen them. Children can't create or remove files there; the
zygote removes them when the child is dead. Standard library only.
"""

from __future__ import annotations

import os

from effbench.sandbox.inside import kernel, programs

FOLDER = "/tmp"
BYTES = 64 << 20
_MAX_FILES = 4096
_UNUSED_NS = 0
"""The modification time of an unused folder, in nanoseconds since the epoch."""

_ASIDE = f"{programs.FOLDER}/aside"
_NUMBERS = 16
"""Number of device numbers from which each scratch folder's is drawn."""

_FLAGS = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC | kernel.MS_NOATIME


def mount_folders() -> None:
    """Mount the folder of a program's standard streams, then an empty scratch folder.

    No other file system may be mounted after them: it would take one of the free device numbers, so
    that a later scratch folder's would be drawn from others.
    """
    size = 2 * programs.FILE_BYTES + programs.SOURCE_BYTES
    kernel.mount("tmpfs", programs.FOLDER, "tmpfs", _FLAGS, f"size={size},nr_inodes=64,mode=755")
    os.symlink("/dev/null", f"{programs.FOLDER}/2")
    os.mkdir(_ASIDE, 0o700)
    _mount()


class Scratch:
    """The mounted scratch folder, with detection of its use."""

    def __init__(self) -> None:
        self.used = False

    def mark(self) -> None:
        """Mark the folder as unused. Call this before each fork."""
        os.utime(FOLDER, ns=(_UNUSED_NS, _UNUSED_NS))
        self.used = False

    def bytes_charged(self) -> int:
        """Return the bytes charged to a dead child for the folder: its full size if used, or 0."""
        self.used = os.stat(FOLDER).st_mtime_ns != _UNUSED_NS
        return BYTES if self.used else 0

    def renew(self) -> None:
        """Replace a used folder by an empty one, which frees the old one's memory."""
        kernel.unmount(FOLDER)
        _mount()


def _mount() -> None:
    """Mount an empty scratch folder with a random device number.

    Children can see the number. The kernel assigns the lowest free one. So that a number does not
    tell a child whether the folder was replaced, the first folder's number and all later ones are
    drawn in the same way: some of the lowest free numbers are occupied for a moment.
    """
    occupied = 0
    try:
        for _ in range(_draw()):
            kernel.mount("tmpfs", _ASIDE, "tmpfs", _FLAGS, "size=4k,nr_inodes=2")
            occupied += 1
        options = f"size={BYTES},nr_inodes={_MAX_FILES},mode=1777"
        kernel.mount("tmpfs", FOLDER, "tmpfs", _FLAGS, options)
    finally:
        for _ in range(occupied):
            kernel.unmount(_ASIDE)


def _draw() -> int:
    return os.urandom(1)[0] % _NUMBERS
