"""A pytest plugin for the nightly tier: slow tests that repeat a check many times.

A run takes a share of them. `EFFBENCH_ROTATION=3/7` is the third of seven shares, which `.ci/run`
sets by the day, so that each test runs once a week; without it a run takes the first share.
`EFFBENCH_FULL=1` runs all of them.

A digest of a name selects the share. The name is the marker's argument, else the id of the marked
node. So the tests of a marked module stay together, and so do tests whose markers have the same
argument, because they read the report of one long process. A marked test with parameters is several
nodes.

A test that is cheap with a few repetitions runs in every run, and uses the large number of
repetitions in its share (`repetitions`). A test of many things, such as attacks or the values of
every task, takes those of the run's share (`share_of_this_run`), and its docstring names the things
that each run takes.
"""

from __future__ import annotations

import os
import re
import zlib
from dataclasses import dataclass

import pytest

SHARES = 7
FULL = os.environ.get("EFFBENCH_FULL") == "1"


@dataclass(frozen=True)
class Share:
    """The share `number` of `of`, counted from 1."""

    number: int
    of: int

    def has(self, name: str) -> bool:
        return zlib.crc32(name.encode()) % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse(text: str) -> Share:
    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
    if found and 1 <= int(found[1]) <= int(found[2]):
        return Share(int(found[1]), int(found[2]))
    raise pytest.UsageError(
        f"EFFBENCH_ROTATION={text!r}: it must be a share and the number of shares, such as 3/7"
    )


def share_of_this_run() -> Share:
    if FULL:
        return Share(1, 1)
    return parse(os.environ.get("EFFBENCH_ROTATION", f"1/{SHARES}"))


def repetitions(name: str, in_its_share: int, otherwise: int) -> int:
    """Return how often the test of this name repeats its check in this run."""
    return in_its_share if share_of_this_run().has(name) else otherwise


def pytest_configure() -> None:
    share_of_this_run()  # raise early for a malformed variable


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    share = share_of_this_run()
    reason = f"nightly, not in share {share}: EFFBENCH_FULL=1 runs it"
    for item in items:
        marked = item.iter_markers_with_node("nightly")
        if not all(share.has(*mark.args or (node.nodeid,)) for node, mark in marked):
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    share = share_of_this_run()
    all_or_share = "all of them" if share.of == 1 else f"share {share}; EFFBENCH_FULL=1 runs all"
    terminalreporter.write_line(f"nightly tests: {all_or_share}")
