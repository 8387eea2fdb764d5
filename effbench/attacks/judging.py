"""Run the corpus against another judge, through `judge(source) -> (verdict, seconds)`.

This module calls and supervises such a judge. Each program is judged in a child process with its
own session, because a judge that executes code in its own process can be blocked, terminated and
modified by it. The child process is killed if it does not return. A judge that runs the program in
its own process can also be made to report anything, even through this module's own pipe.

    verdict   "pass" or True: the answer was accepted; anything else: it was not
    seconds   the time that the judge assigns to the program, in seconds
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from effbench.attacks.corpus import HONEST, Attack, attacks
from effbench.attacks.gains import Finding, Report, from_verdicts, seen_again
from effbench.attacks.host import Host
from effbench.attacks.running import chosen
from effbench.base import UsageError

Judge = Callable[[str], tuple[Any, float]]
WALL_SECONDS = 60.0
HONEST_RATIO = 0.5
"""Less strict than for effbench's own clock: other judges may use a shared machine's wall time."""
TIMED_RUNS = 3
_MOST_BYTES = 1 << 16
_HONEST = {"function": HONEST, "program": "program_honest", "frame": "frame_honest"}
"""Style -> the program that every judge must accept."""


@dataclass(frozen=True)
class Judged:
    """The judge's results for one program."""

    verdicts: tuple[str, ...] = ()
    seconds: tuple[float, ...] = ()
    hung: bool = False
    ended: bool = False
    """The judge's process ended before it reported anything."""
    error: str = ""
    """The exception that the judge itself raised."""


def run(
    judge: Judge,
    *,
    styles: Sequence[str] = ("function",),
    imports: Sequence[str] = (),
    families: Sequence[str] = (),
    names: Sequence[str] = (),
    suite: Path | None = None,
    wall_seconds: float = WALL_SECONDS,
    tell: Callable[[Finding], None] = lambda found: None,
) -> Report:
    """Run the corpus against `judge` and report the gains.

    The judge gets whole sources. With the style `function`, the source defines `solve(values)`,
    which returns the ints `values` in ascending order; the judge supplies about 5,000 of them,
    including 0 and 1, and compares. With `program`, it reads and prints one number per line; with
    `frame`, it takes and returns a data frame with the single column `value`. `imports`: other
    modules that may be imported. Raises UsageError if no program is selected, and for a judge that
    rejects honest code.
    """
    wanted = chosen(attacks(suite), families, names)
    left_out = {a.name: why for a in wanted if (why := _why_not(a, styles, imports))}
    kept = [attack for attack in wanted if attack.name not in left_out]
    start = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="gallery-") as work,
        contextlib.closing(Host(Path(work))) as host,
    ):
        Path(work).chmod(0o755)
        bench = _Bench(judge, host, wall_seconds)
        for style in dict.fromkeys(attack.style for attack in kept):
            bench.require_honest(style)
        findings = []
        for attack in kept:
            findings.append(seen_again(partial(bench.finding, attack)))
            tell(findings[-1])
    return Report("another judge", findings, time.monotonic() - start, left_out)


def _why_not(attack: Attack, styles: Sequence[str], imports: Sequence[str]) -> str:
    """The reason for not running a program; empty if it is run."""
    if attack.style not in styles:
        return "a style that the judge does not take"
    if not set(attack.imports) <= set(imports):
        return "imports that the judge does not take"
    if attack.ours:
        return "it speaks the format of effbench's own sandbox"
    if attack.together > 1:
        # Running them in sequence proves nothing: each waits for the other in vain.
        return "it needs two runs at the same time, and the adapter gives one"
    return ""


class _Bench:
    def __init__(self, judge: Judge, host: Host, wall_seconds: float) -> None:
        self.judge, self.host, self.wall_seconds = judge, host, wall_seconds
        self.prelude = host.prelude("")
        by_name = {attack.name: attack for attack in attacks()}
        self.honest = {style: self.source(by_name[name]) for style, name in _HONEST.items()}

    def require_honest(self, style: str) -> None:
        """UsageError if the judge rejects honest code: its other rejections would mean nothing."""
        found = self.judged(self.honest[style], 1)
        if found.verdicts == ("pass",):
            return
        what = "refuses its answer"
        if found.hung or found.ended or found.error:
            what = "hangs" if found.hung else "ends" if found.ended else f"raises {found.error}"
        raise UsageError(
            f"the judge {what} on honest code ({_HONEST[style]}.py): its task is the corpus' own, "
            "see docs/attacks.md"
        )

    def source(self, attack: Attack) -> str:
        """The program after its helpers; a program about sources stays unchanged."""
        if attack.family == "source":
            return attack.source
        return f"{self.prelude}\n{attack.source}"

    def finding(self, attack: Attack) -> Finding:
        files, limits = self.host.files(), self.host.limits()
        honest = ratio = None
        if attack.timed:
            honest = self.judged(self.honest[attack.style], TIMED_RUNS)
        found = self.judged(self.source(attack), TIMED_RUNS if attack.timed else attack.runs)
        if honest is not None and honest.seconds and found.seconds:
            ratio = _ratio(found.seconds, honest.seconds)
        gains = from_verdicts(attack, found.verdicts, ratio, HONEST_RATIO)
        gains += ["hang"] if found.hung else ["ended"] if found.ended else []
        if self.host.contacts():
            gains.append("network")
        changed = self.host.files() != files or self.host.limits() != limits
        if changed:
            gains.append("written")
        return Finding(
            name=attack.name,
            family=attack.family,
            about=attack.about,
            golden=attack.verdicts,
            verdicts=_as_golden(found, attack.verdicts),
            gains=tuple(dict.fromkeys(gains)),
            ratio=ratio,
            detail=found.error[:2000],
        )

    def judged(self, source: str, times: int) -> Judged:
        """The judge's verdicts on `source`, `times` in a row, from a child process."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            _answer(self.judge, source, times, writer)
        os.close(writer)
        try:
            return self._heard(reader)
        finally:
            os.close(reader)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _heard(self, reader: int) -> Judged:
        end = time.monotonic() + self.wall_seconds
        data = b""
        while len(data) < _MOST_BYTES and not data.endswith(b"\n"):
            ready, _, _ = select.select([reader], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return Judged(hung=True)
            piece = os.read(reader, _MOST_BYTES)
            if not piece:
                return Judged(ended=True)
            data += piece
        try:
            said = json.loads(data)
            return Judged(tuple(said["verdicts"]), tuple(said["seconds"]), error=said["error"])
        except (ValueError, KeyError, TypeError):
            return Judged(ended=True)


def _answer(judge: Judge, source: str, n_times: int, writer: int) -> None:
    """In the child process: judge, report, and exit without the interpreter's shutdown."""
    verdicts: list[str] = []
    times: list[float] = []
    failure = ""
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        for _ in range(n_times):
            verdict, seconds = judge(source)
            accepted = verdict is True or verdict == "pass"
            verdicts.append("pass" if accepted else "wrong")
            times.append(float(seconds))
    except BaseException as error:
        failure = type(error).__name__
    finally:
        said = {"verdicts": verdicts, "seconds": times, "error": failure}
        os.write(writer, json.dumps(said).encode()[: _MOST_BYTES - 1] + b"\n")
        os._exit(0)


def _ratio(seconds: Sequence[float], honest: Sequence[float]) -> float | None:
    mine, theirs = statistics.median(seconds), statistics.median(honest)
    return mine / theirs if theirs > 0 and math.isfinite(mine) else None


def _as_golden(found: Judged, golden: Sequence[str]) -> tuple[str, ...]:
    """Map a judge's own words for a rejection to the expected verdict."""
    if not found.verdicts:
        return () if found.hung or found.ended or "pass" in golden else tuple(golden[:1])
    refused = next((verdict for verdict in golden if verdict != "pass"), "wrong")
    return tuple("pass" if verdict == "pass" else refused for verdict in found.verdicts)
