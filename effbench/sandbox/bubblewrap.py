"""bubblewrap as tier T1's outer shell: the same root file system, mounted by a well-worn program.

Decides the command line that stands before the zygote's. What is in the root is
`cage.configuration`'s business; the namespaces of users, processes, network, IPC and names, and
becoming `nobody` as root, are left to `shell.py`, so that both shells end in the same confinement.

Options that are left out on purpose:

- `--die-with-parent` kills when the *thread* that started it ends, and a host starts zygotes from
  threads that come and go. A zygote watches its host by pidfd and socket instead.
- `--proc` and `--dev`: there is no /proc at all, and three devices only.
- `--new-session`: the host starts it in a session of its own already.
- `--unshare-pid`, `--unshare-net` and their like: `shell.py` makes these, owned by a user namespace
  below bubblewrap's, in which the mounts can't be changed any more.
- `--clearenv`: the host gives it the environment that the zygote shall have.
"""

from __future__ import annotations

import shutil
from pathlib import PurePath
from typing import Any

HARNESS = "/harness"  # where the zygote's own code lies in the root


def find() -> str | None:
    """The program's path; None when it is not installed."""
    return shutil.which("bwrap")


def command(config: dict[str, Any], harness: str) -> list[str]:
    """bubblewrap with the options that build the root of `config`, up to the command to run.

    The command starts inside this root: the interpreter and the zygote's own code (the folder
    `harness`, at HARNESS) must be there. Landlock's rules leave both out, so no child opens them.
    """
    binds = [*config["binds"], [config["python"], config["python"]], [harness, HARNESS]]
    targets = [target for _, target in binds] + [link for link, _ in config["links"]]
    targets += [*config["devices"], *(f"{folder}/mounted" for folder in config["folders"])]
    out = [config["bwrap"]]
    for folder in _parents(targets):  # left to itself, it may make them for the user alone
        out += ["--perms", "0755", "--dir", folder]
    for source, target in binds:
        out += ["--ro-bind", source, target]
    for device in config["devices"]:
        out += ["--dev-bind", device, device]
    for target in config["covered"]:
        out += ["--size", "4096", "--perms", "0755", "--tmpfs", target, "--remount-ro", target]
    for link, target in config["links"]:
        out += ["--symlink", target, link]
    return [*out, "--remount-ro", "/", "--chdir", "/", "--"]


def _parents(paths: list[str]) -> list[str]:
    """All folders above `paths` but the root, outer ones first."""
    return sorted({str(folder) for path in paths for folder in PurePath(path).parents} - {"/"})
