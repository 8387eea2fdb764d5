"""Run the gallery of attacks in one setting in this process, and write down what happened as JSON.

`python gallery.py SETTING WORK_FOLDER REPORT [NAME…]`; a setting is a tier, T1 with its shell
(`T1-bwrap`). Decides nothing but what is a right answer; the test compares the report with what
each file's first line asks for:

    # expect: VERDICT[|VERDICT…] [time=honest] [runs=N] [imports=a,b] [style=program|frame]

A verdict is `pass`, `wrong`, or how the process ended. `time=honest`: the CPU time must be that of
the honest solution. `runs=2`: twice in the same zygote. `style=program`: a whole program that reads
and prints one number a line; `style=frame`: a data frame in and out, of one column. A line
`# source: EXPRESSION` stands for sources that no file should hold. What a tier can't stop, and what
is not run there, is told in `known_gaps.py`.
"""

from __future__ import annotations

import json
import os
import random
import resource
import secrets
import socket
import statistics
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas
import psutil
from as_user import IMPOSSIBLE
from known_gaps import expected, is_run

from effbench.checks import first_difference
from effbench.errors import SandboxError
from effbench.sandbox import (
    Limits,
    Outcome,
    Sandbox,
    allow_list,
    calls_frame,
    conversation,
    job_frame,
    kernel,
    scratch,
)

HERE = Path(__file__).resolve().parent
HOSTILE = HERE / "hostile"
NUMPY, PANDAS = ("numpy",), ("pandas",)
LIMITS = Limits(cpu_seconds=1, wall_seconds=4, memory_bytes=256 << 20, output_bytes=8 << 20)
SHORT = Limits(
    cpu_seconds=0.3, wall_seconds=1, memory_bytes=256 << 20, output_bytes=8 << 20, wait_seconds=0.5
)
HONEST = Limits(cpu_seconds=10, memory_bytes=256 << 20)
START_CPU_SECONDS = 1.0
TIMED_RUNS = 3
HONEST_RATIO, ATTEMPTS = 0.75, 3  # a lie is always told; a processor that changes pace is not
SETTINGS = {
    "T1-bwrap": ("T1", "bwrap"),
    "T1-python": ("T1", "python"),
    "T2": ("T2", "auto"),
    "T3": ("T3", "auto"),
    "T4": ("T4", "auto"),
}
WATCHED = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/dev")


@dataclass(frozen=True)
class Attack:
    name: str
    source: str
    verdicts: tuple[str, ...]
    timed: bool = False
    runs: int = 1
    imports: tuple[str, ...] = ()
    style: str = "function"


def read_attack(path: Path) -> Attack:
    """The file's first line, and its source."""
    source = path.read_text()
    first, *rest = source.splitlines()
    assert first.startswith("# expect: "), f"{path.name}: no expectation in the first line"
    verdict, *options = first.removeprefix("# expect: ").split()
    values = dict(option.split("=", 1) for option in options)
    attack = Attack(
        name=path.stem,
        source=next((eval(r[10:]) for r in rest if r.startswith("# source: ")), source),
        verdicts=tuple(verdict.split("|")),
        timed=values.pop("time", "") == "honest",
        runs=int(values.pop("runs", "1")),
        imports=tuple(values.pop("imports", "").split(",")) if "imports" in values else (),
        style=values.pop("style", "function"),
    )
    assert not values, f"{path.name}: unknown options {values}"
    return attack


def attacks() -> list[Attack]:
    return [read_attack(path) for path in sorted(HOSTILE.glob("*.py"))]


def posed(style: str, values: list[int]) -> tuple[Any, Any]:
    """The argument for these numbers, and the right answer, in a form of the attack's style."""
    if style == "program":
        return tuple("".join(f"{value}\n" for value in v) for v in (values, sorted(values)))
    if style == "frame":
        return pandas.DataFrame({"value": values}), pandas.DataFrame({"value": sorted(values)})
    assert style == "function"
    return values, sorted(values)


def verdict(outcome: Outcome, right: Any) -> str:
    """The judge of this gallery: the types and values of the right answer, nothing else."""
    if outcome.ended != "returned":
        return outcome.ended
    if len(outcome.values) != 1:
        return "wrong"
    (answer,) = outcome.values
    if type(answer) is not type(right):
        return "wrong"
    if isinstance(right, list):
        same = len(answer) == len(right)
        same = same and all(type(a) is int and a == b for a, b in zip(answer, right, strict=True))
    else:
        same = first_difference(answer, right) is None
    return "pass" if same else "wrong"


def listed_calls(tier: str) -> list[int]:
    """The numbers that the filter lets through, some of them under a condition."""
    both = [*allow_list.FREE.values(), *(c.numbers for c in allow_list.CONDITIONS.values())]
    both += allow_list.SCRATCH.values() if tier == "T1" else ()
    both += [allow_list.CLONE, allow_list.CLONE3, allow_list.PRLIMIT64]
    column = 0 if kernel.MACHINE == "x86_64" else 1
    return sorted(numbers[column] for numbers in both if numbers[column] is not None)


class Host:
    """What an attack could reach from the outside, and whether it did."""

    def __init__(self, work: Path) -> None:
        self.canary = work / "canary"
        self.canary.mkdir()
        self.canary.chmod(0o777)
        self.secret = secrets.token_hex(16)
        (self.canary / "secret").write_text(self.secret)
        (self.canary / "writable").touch()
        (self.canary / "writable").chmod(0o666)
        self.abstract = f"effbench-{secrets.token_hex(4)}"
        self.listeners = [socket.socket() for _ in range(1)]
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

    def prelude(self, tier: str) -> str:
        names = {
            "HOST_PID": os.getpid(),
            "CANARY": str(self.canary),
            "SECRET_FILE": str(self.canary / "secret"),
            "TCP_PORT": self.listeners[0].getsockname()[1],
            "UDP_PORT": self.datagrams.getsockname()[1],
            "ABSTRACT": self.abstract,
            "UNIX_SOCKET": str(self.canary / "socket"),
            "REPOSITORY": str(HERE.parents[1]),
            "LISTED_CALLS": listed_calls(tier),
            "SCRATCH": scratch.FOLDER if tier == "T1" else "",
        }
        text = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        return text + (HERE / "hostile_prelude.py").read_text()

    def contacts(self) -> int:
        """How often somebody connected or sent since the last look."""
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

    def files(self) -> dict[str, Any]:
        """The canary folder to the last bit, and the names at places that could be writable."""
        found: dict[str, Any] = {}
        for path in [self.canary, *sorted(self.canary.iterdir())]:
            facts = path.lstat()
            text = path.read_text() if path.is_file() else ""
            found[path.name] = (facts.st_mode, facts.st_uid, facts.st_size, facts.st_mtime_ns, text)
        uids = {os.geteuid(), 65534}
        for place in WATCHED:
            with os.scandir(place) as entries:
                for entry in entries:
                    # Others work on this machine, too; what a candidate makes belongs to it.
                    if "effbench" in entry.name or entry.name in ("x", "x.npy", "x.mm"):
                        found[entry.path] = entry.stat(follow_symlinks=False).st_uid in uids
        return found

    def state(self) -> dict[str, Any]:
        me = psutil.Process()
        return {
            "files": self.files(),
            "descriptors": len(os.listdir("/proc/self/fd")),
            # With this process as the subreaper, orphans are its descendants as well.
            "processes": len(me.children(recursive=True)),
            "limits": [resource.getrlimit(kind) for kind in range(16)],
            "scheduling": (me.nice(), me.cpu_affinity(), os.sched_getscheduler(0)),
        }


class Gallery:
    def __init__(self, sandbox: Sandbox, work: Path) -> None:
        self.sandbox, self.tier = sandbox, sandbox.tier
        self.host = Host(work)
        self.prelude = self.host.prelude(self.tier)
        self.random = random.Random(secrets.randbits(64))
        self.honest = read_attack(HOSTILE / "honest.py")
        for imports in ((), NUMPY, PANDAS):  # all zygotes stand before anything is counted
            self.run_once(Attack("warm", self.honest.source, (), imports=imports), HONEST)

    def run_once(self, attack: Attack, limits: Limits) -> tuple[str, Outcome]:
        values = [self.random.randrange(-(10**6), 10**6) for _ in range(4998)] + [0, 1]
        self.random.shuffle(values)
        argument, right = posed(attack.style, values)
        entry_point = "" if attack.style == "program" else "solve"
        job = job_frame(attack.source, entry_point, self.prelude)
        outcome = self.sandbox.run_frames(job, calls_frame([(argument,)]), limits, attack.imports)
        return verdict(outcome, right), outcome

    def run(self, attack: Attack) -> dict[str, Any]:
        before = self.host.state()
        cpu, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        user = "root" if os.geteuid() == 0 else "ordinary"
        verdicts = expected(self.tier, attack.name, attack.verdicts, user)
        limits = SHORT if verdicts == ("timeout",) else LIMITS
        ratio = None
        for _ in range(ATTEMPTS):
            runs, honest_ns = self.repeat(attack, limits)
            if not attack.timed:
                break
            ratio = statistics.median(r["cpu_ns"] for r in runs) / statistics.median(honest_ns)
            if ratio >= HONEST_RATIO:
                break
        state = self.host.state()
        changed = [f"{k}: {before[k]} -> {state[k]}" for k in state if before[k] != state[k]]
        contacts = self.host.contacts()
        if contacts:
            changed.append(f"{contacts} connections")
        if any(self.host.secret in run["detail"] for run in runs):
            changed.append("the secret got out")
        return {
            "expected": verdicts,
            "runs": runs,
            "changed": changed,
            "ratio": ratio,
            "host_cpu_seconds": time.process_time() - cpu,
            "host_growth_mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024,
        }

    def repeat(self, attack: Attack, limits: Limits) -> tuple[list[dict[str, Any]], list[int]]:
        """The attack as often as it asks for, each time with honest code behind it."""
        runs, honest_ns = [], []
        for _ in range(TIMED_RUNS if attack.timed else attack.runs):
            what, outcome = self.run_once(attack, limits)
            runs.append({"verdict": what, "detail": self.detail(outcome), "cpu_ns": outcome.cpu_ns})
            honest, after = self.run_once(self.honest, HONEST)
            honest_ns.append(after.cpu_ns)
            if honest != "pass":
                text = f"then honest code: {honest}"
                runs.append({"verdict": text, "detail": after.detail, "cpu_ns": 0})
        return runs, honest_ns

    @staticmethod
    def detail(outcome: Outcome) -> str:
        """What is shown when a test fails."""
        shown = outcome.detail
        if outcome.ended == "returned":
            for value in outcome.values[:1]:
                if type(value) is list and value[:1] == ["ESCAPED"]:
                    shown = ", ".join(map(str, value))
        return shown[:2000]


def main() -> None:
    setting, work, report, *names = sys.argv[1:]
    kernel.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
    conversation._START_CPU_SECONDS = START_CPU_SECONDS
    warnings.simplefilter("ignore")  # tier T4 warns, as it should
    tier, shell = SETTINGS[setting]
    sandbox = Sandbox(tier, shell=shell)
    try:
        print(f"tier {sandbox.tier}, shell {sandbox.shell}")
    except SandboxError as error:
        print(error, file=sys.stderr)
        sys.exit(IMPOSSIBLE)
    gallery = Gallery(sandbox, Path(work))
    wanted = [a for a in attacks() if (not names or a.name in names) and is_run(tier, a.name)]
    try:
        results = {attack.name: gallery.run(attack) for attack in wanted}
    finally:
        gallery.sandbox.close()
        time.sleep(0.1)
        orphans = psutil.Process().children(recursive=True)  # as the subreaper, this one has all
        left = [p.name() for p in orphans if p.status() != psutil.STATUS_ZOMBIE]
        for orphan in orphans:
            orphan.kill()
    Path(report).write_text(
        json.dumps(
            {
                "uid": os.geteuid(),
                "tier": tier,
                "shell": sandbox.shell,
                "attacks": results,
                "left": left,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
