"""Run a command as an ordinary user, from root: `python as_user.py UID GID COMMAND…`.

When the interpreter or the repository lies below a folder that others can't enter (root's home),
it is made reachable in a private mount namespace. Exit status 77: not possible here, for the reason
on stderr.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from effbench.sandbox.inside import kernel

IMPOSSIBLE = 77
REPOSITORY = Path(__file__).resolve().parents[2]


def closed_folder(path: Path) -> Path | None:
    """The topmost folder above `path` that others can't enter."""
    for folder in reversed(path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def open_up(paths: list[Path]) -> None:
    """Make `paths` reachable in this mount namespace; the rest of their closed folders is empty."""
    folders = {path: folder for path in paths if (folder := closed_folder(path))}
    if not folders:
        return
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    opened = {path: os.open(path, os.O_PATH) for path in folders}
    for folder in set(folders.values()):
        kernel.mount("tmpfs", str(folder), "tmpfs", 0, "mode=755")
    for path, fd in opened.items():
        path.mkdir(parents=True, exist_ok=True)
        kernel.mount(f"/proc/self/fd/{fd}", str(path), None, kernel.MS_BIND | kernel.MS_REC)


def main() -> None:
    uid, gid, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    wanted = {REPOSITORY, Path(sys.prefix), Path(sys.base_prefix)}
    wanted |= {path.resolve() for path in wanted}
    try:
        open_up(sorted(wanted))
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    except OSError as error:
        print(f"can't become an ordinary user here: {error}", file=sys.stderr)
        sys.exit(IMPOSSIBLE)
    os.chdir("/")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
