"""The parts of the host that attacks could reach: files, listeners, limits.

This module prepares targets for attacks, and compares the host's state before and after.
"""

from __future__ import annotations

import os
import resource
import secrets
import socket
import stat
from dataclasses import dataclass, fields
from pathlib import Path

import psutil

from effbench.attacks.corpus import prelude_text
from effbench.base import read_file
from effbench.sandbox.inside import allow_list, kernel, scratch

WATCHED = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/dev")
REPOSITORY = Path(__file__).resolve().parents[2]


def listed_calls(tier: str) -> list[int]:
    """Return the system calls that the filter allows, some of them under a condition."""
    both = [*allow_list.FREE.values(), *(c.numbers for c in allow_list.CONDITIONS.values())]
    both += allow_list.SCRATCH.values() if tier == "T1" else ()
    both += allow_list.STAT.values() if tier != "T2" else ()
    both += [allow_list.CLONE, allow_list.CLONE3, allow_list.PRLIMIT64, allow_list.FUTEX]
    both += allow_list.CLOCKS.values()
    column = 0 if kernel.MACHINE == "x86_64" else 1
    return sorted(number for numbers in both if (number := numbers[column]) is not None)


@dataclass(frozen=True)
class HostState:
    """The state of the host that attacks may change."""

    files: dict[str, object]
    descriptors: int
    processes: int
    limits: list[tuple[int, int]]
    scheduling: tuple[int, list[int], int]

    def changes(self, before: HostState) -> list[str]:
        """Return the differences from an earlier state, each as text."""
        pairs = {f.name: (getattr(before, f.name), getattr(self, f.name)) for f in fields(self)}
        return [f"{name}: {old} -> {new}" for name, (old, new) in pairs.items() if old != new]


class Host:
    """Targets that an attack could reach on the host, and checks if it did."""

    def __init__(self, work: Path) -> None:
        self.canary = work / "canary"
        self.canary.mkdir()
        self.canary.chmod(0o777)
        self.secret = secrets.token_hex(16)
        (self.canary / "secret").write_text(self.secret)
        (self.canary / "writable").touch()
        (self.canary / "writable").chmod(0o666)
        self.abstract = f"effbench-{secrets.token_hex(4)}"
        self.listeners = [socket.socket()]
        self.listeners[0].bind(("127.0.0.1", 0))
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagrams.bind(("127.0.0.1", 0))
        for address in (str(self.canary / "socket"), "\0" + self.abstract):
            self.listeners.append(socket.socket(socket.AF_UNIX))
            self.listeners[-1].bind(address)
        (self.canary / "socket").chmod(0o777)
        for listener in self.listeners:
            listener.listen()
            listener.setblocking(False)
        self.datagrams.setblocking(False)

    def close(self) -> None:
        """Close the listeners."""
        for listener in (*self.listeners, self.datagrams):
            listener.close()

    def prelude(self, tier: str) -> str:
        """Return the code prepended to every program, with this host's targets."""
        names = {
            "ROLE": 0,
            "HOST_PID": os.getpid(),
            "CANARY": str(self.canary),
            "SECRET_FILE": str(self.canary / "secret"),
            "TCP_PORT": self.listeners[0].getsockname()[1],
            "UDP_PORT": self.datagrams.getsockname()[1],
            "ABSTRACT": self.abstract,
            "UNIX_SOCKET": str(self.canary / "socket"),
            "REPOSITORY": str(REPOSITORY),
            "LISTED_CALLS": listed_calls(tier),
            "SCRATCH": scratch.FOLDER if tier == "T1" else "",
        }
        text = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        return text + prelude_text()

    def contacts(self) -> int:
        """Return the number of connections and messages since the last call."""
        count = 0
        for listener in self.listeners:
            try:
                listener.accept()[0].close()
                count += 1
            except BlockingIOError:
                pass
        try:
            self.datagrams.recv(1)
            count += 1
        except BlockingIOError:
            pass
        return count

    def files(self) -> dict[str, object]:
        """Return the exact state of the canary folder, and the names in writable places."""
        found: dict[str, object] = {}
        for path in [self.canary, *sorted(self.canary.iterdir())]:
            facts = path.lstat()
            text = read_file(path, follow=False) if stat.S_ISREG(facts.st_mode) else b""
            found[path.name] = (facts.st_mode, facts.st_uid, facts.st_size, facts.st_mtime_ns, text)
        uids = {os.geteuid(), 65534}
        for place in WATCHED:
            with os.scandir(place) as entries:
                for entry in entries:
                    # Other processes also write here; candidates' files belong to these users.
                    if "effbench" in entry.name or entry.name in ("x", "x.npy", "x.mm"):
                        found[entry.path] = entry.stat(follow_symlinks=False).st_uid in uids
        return found

    def state(self) -> HostState:
        """Return the host's state for comparison."""
        me = psutil.Process()
        return HostState(
            files=self.files(),
            descriptors=len(os.listdir("/proc/self/fd")),
            # This process is the subreaper, so orphans are its descendants as well.
            processes=len(me.children(recursive=True)),
            limits=self.limits(),
            scheduling=(me.nice(), me.cpu_affinity(), os.sched_getscheduler(0)),
        )

    @staticmethod
    def limits() -> list[tuple[int, int]]:
        """Return this process's resource limits."""
        return [resource.getrlimit(kind) for kind in range(16)]
