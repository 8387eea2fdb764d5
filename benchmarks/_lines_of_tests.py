"""A pytest plugin that writes the lines that each test executes, and its duration, as JSON.

`pytest -p benchmarks._lines_of_tests --lines-of=effbench/stats --lines-to=FILE`. A line that only
an import executes has the test "".
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

_seconds: dict[str, float] = {}
_measured: coverage.Coverage | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lines of tests")
    group.addoption("--lines-of", action="append", default=[], help="a folder of the package")
    group.addoption("--lines-to", type=Path, help="the JSON file")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    global _measured
    folders = [os.path.abspath(name) for name in early_config.known_args_namespace.lines_of]
    _measured = coverage.Coverage(data_file=None, config_file=False, source=folders)
    _measured.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    assert _measured is not None
    _measured.switch_context(item.nodeid)
    return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    assert _measured is not None
    _measured.stop()
    data = _measured.get_data()
    lines = {
        os.path.relpath(file): {
            line: sorted(tests) for line, tests in data.contexts_by_lineno(file).items()
        }
        for file in sorted(data.measured_files())
    }
    session.config.getoption("--lines-to").write_text(
        json.dumps({"lines": lines, "seconds": _seconds}), encoding="utf-8"
    )
