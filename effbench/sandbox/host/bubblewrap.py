"""Build tier T1's root file system with bubblewrap, a widely used program.

This module builds the command line that precedes the zygote's. `cage.configuration` defines the
content of the root. `shell.py` creates the user, process, network, IPC and UTS namespaces and
switches from root to `nobody`, so both shells end in the same confinement.

Options that are omitted on purpose:

- `--die-with-parent` kills the process when the *thread* that started it ends, and a host starts
  zygotes from short-lived threads. A zygote watches its host by pidfd and socket instead.
- `--proc` and `--dev`: the root has no /proc, and only three devices.
- `--new-session`: the host already starts bubblewrap in a session of its own.
- `--unshare-pid`, `--unshare-net` and similar: `shell.py` creates these namespaces, owned by a user
  namespace below bubblewrap's, in which the mounts can no longer be changed.
- `--clearenv`: the host already passes the zygote's environment.
"""

from __future__ import annotations

import shutil
from pathlib import PurePath

from effbench.sandbox.inside.orders import Config

HARNESS = "/harness"  # path of the zygote's own code in the root


def find() -> str | None:
    """Return the path of bubblewrap; None if it is not installed."""
    return shutil.which("bwrap")


def command(config: Config, harness: str) -> list[str]:
    """Return the bubblewrap command that builds the root of `config`, up to the command to run.

    The command starts inside this root, which must therefore contain the interpreter and the
    zygote's own code (the folder `harness`, at HARNESS). Landlock's rules omit both, so no child
    can open them.
    """
    binds = [*config["binds"], [config["python"], config["python"]], [harness, HARNESS]]
    targets = [target for _, target in binds] + [link for link, _ in config["links"]]
    targets += [*config["devices"], *(f"{folder}/mounted" for folder in config["folders"])]
    out = [config["bwrap"] or "bwrap"]
    for folder in _parents(targets):  # by default they may be accessible to the user only
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
    """Return all folders above `paths` except the root, outermost first."""
    return sorted({str(folder) for path in paths for folder in PurePath(path).parents} - {"/"})
