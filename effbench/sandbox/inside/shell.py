"""The cage's outer shell: namespaces, a separate root file system, another user.

This module confines the zygote before it imports anything (tier T1), and changes its user.
`zygote.py` describes the order of the steps. `cage.configuration` lists the mounts. If bubblewrap
has mounted them (`bubblewrap.py`), only the namespaces are created here. Standard library only.
"""

from __future__ import annotations

import fcntl
import os
import stat

from effbench.sandbox.inside import kernel, orders, scratch

NOBODY = 65534
_HIGH_FD = 100  # the zygote's own descriptors start here, clear of the child's 0-4
_NAMESPACES = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
)


def lift(fd: int) -> int:
    """Move a descriptor to a high number, clear of the child's descriptors."""
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _HIGH_FD)
    os.close(fd)
    return high


def enter_namespaces(config: orders.Config, proc: int) -> None:
    """Perform step 1 of `zygote.py`. `proc` is the host's /proc, which the new root lacks."""
    mounted = config["shell"] == "bwrap"
    if os.geteuid() == 0 and not mounted:
        kernel.unshare(kernel.CLONE_NEWNS)
        _build_root(config)
        mounted = True
    _become_nobody_if_root()
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(_NAMESPACES)
    _map_user(proc, uid, gid)
    if not mounted:
        _build_root(config)
    scratch.mount_folders()


def _become_nobody_if_root() -> None:
    if os.geteuid() != 0:
        return
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    # The change of user made root the owner of /proc/self; the user map could not be written.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)


def become_nobody_who_reaches(paths: list[str], keep: bool) -> int:
    """Become `nobody`, and return the capability that children keep to reach `paths`, if needed.

    Children need it to import from folders that only root can enter, such as root's home. Without
    namespaces, the folders can't be mounted elsewhere. Landlock restricts reading and writing in
    either case; without Landlock, the capability is not kept (`keep` is false) and this function
    raises PermissionError instead.
    """
    kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
    _become_nobody_if_root()
    kept = 0
    try:
        for path in paths:
            os.stat(path)
    except PermissionError as error:
        if not keep:
            raise PermissionError(
                f"only root can access {error.filename}: run as an ordinary user, or use an "
                "interpreter that all users can access"
            ) from error
        has = kernel.permitted_capabilities()
        kept = has & kernel.CAP_DAC_READ_SEARCH or has & kernel.CAP_DAC_OVERRIDE
        if not kept:
            raise
    kernel.keep_capabilities(kept)
    return kept


def _map_user(proc: int, uid: int, gid: int) -> None:
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"0 {uid} 1"),
        ("gid_map", f"0 {gid} 1"),
    ):
        fd = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)


def _build_root(config: orders.Config) -> None:
    """Build and enter a root on a tmpfs. Sources are opened first: the tmpfs may hide them."""
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    pairs = [*config["binds"], *((device, device) for device in config["devices"])]
    binds = [(target, os.open(source, os.O_PATH)) for source, target in pairs]
    base = next(path for path in ("/tmp", "/mnt", "/var/tmp", "/dev") if os.path.isdir(path))
    kernel.mount("tmpfs", base, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=4m,mode=755")
    for target, fd in binds:
        place = base + target
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            os.makedirs(place, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o644))
        kernel.bind_read_only(f"/proc/self/fd/{fd}", place, devices=target in config["devices"])
        os.close(fd)
    for target in config["covered"]:
        if os.path.isdir(base + target):
            kernel.mount("tmpfs", base + target, "tmpfs", kernel.MS_RDONLY, "size=4k,mode=755")
    for link, target in config["links"]:
        if not os.path.lexists(base + link):
            os.makedirs(os.path.dirname(base + link), exist_ok=True)
            os.symlink(target, base + link)
    for folder in config["folders"]:
        os.makedirs(base + folder, exist_ok=True)
    flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID
    kernel.mount(None, base, None, flags | kernel.MS_NODEV)
    kernel.pivot_into(base)
