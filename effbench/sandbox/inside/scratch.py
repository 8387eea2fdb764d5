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
_TRIES = 20
_MAX_LOWER = 500  # free lower device numbers of the machine; each mount takes a fraction of a ms

_FLAGS = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC | kernel.MS_NOATIME


def mount() -> None:
    """Mount an empty scratch folder."""
    options = f"size={BYTES},nr_inodes={_MAX_FILES},mode=1777"
    kernel.mount("tmpfs", FOLDER, "tmpfs", _FLAGS, options)


def mount_streams() -> None:
    """Mount the folder of a program's standard streams."""
    size = 2 * programs.FILE_BYTES + programs.SOURCE_BYTES
    kernel.mount("tmpfs", programs.FOLDER, "tmpfs", _FLAGS, f"size={size},nr_inodes=64,mode=755")
    os.symlink("/dev/null", f"{programs.FOLDER}/2")
    os.mkdir(_ASIDE, 0o700)


class Scratch:
    """The mounted scratch folder, with detection of its use."""

    def __init__(self) -> None:
        self.used = False
        self._device = os.stat(FOLDER).st_dev

    def mark(self) -> None:
        """Mark the folder as unused. Call this before each fork."""
        os.utime(FOLDER, ns=(_UNUSED_NS, _UNUSED_NS))
        self.used = False

    def bytes_charged(self) -> int:
        """Return the bytes charged to a dead child for the folder: its full size if used, or 0."""
        self.used = os.stat(FOLDER).st_mtime_ns != _UNUSED_NS
        return BYTES if self.used else 0

    def renew(self) -> None:
        """Replace a used folder by an empty one, which frees the old one's memory.

        The new folder has the same device number as the old one, because children can see it. The
        kernel assigns the lowest free number, so all lower ones are occupied temporarily. Raises
        OSError if other processes take the number first; the zygote then ends and is replaced.
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
