"""A pytest plugin for CI: run the tests in a second environment that a first one skipped.

`--ran-to=FILE` writes the ids of the tests that ran, `--not-in=FILE` leaves them out. Both need the
"=": pytest takes a separate path for one of the tests and looks for its root folder there. The
file lists the tests that ran, not the skipped ones, because a skipped module has no test ids.
"""

from __future__ import annotations

from pathlib import Path

import pytest

RAN: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("continuous integration")
    group.addoption("--ran-to", type=Path, help="write the ids of the tests that ran to this file")
    group.addoption("--not-in", type=Path, help="leave out the tests whose ids are in this file")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and not report.skipped:
        RAN.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    path: Path | None = session.config.getoption("--ran-to")
    if path is not None and not hasattr(session.config, "workerinput"):
        path.write_text("".join(f"{name}\n" for name in sorted(RAN)), encoding="utf-8")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    path: Path | None = config.getoption("--not-in")
    if path is None:
        return
    ran = set(path.read_text(encoding="utf-8").split("\n"))
    left_out = [item for item in items if item.nodeid in ran]
    items[:] = [item for item in items if item.nodeid not in ran]
    config.hook.pytest_deselected(items=left_out)
