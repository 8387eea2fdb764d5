"""Verdicts and rewards are as an earlier version gave them (`golden_verdicts.py`)."""

from __future__ import annotations

import json
import math
import platform
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import golden_verdicts
import pytest

from effbench.base import Status
from effbench.base.errors import SandboxError

GOLDEN = json.loads((Path(__file__).parent / "golden" / "verdicts.json").read_text())
SUITES = GOLDEN["suites"]
SAME_PYTHON = GOLDEN["made by"]["python"].split(".")[:2] == platform.python_version().split(".")[:2]
"""Errors of another Python say the same in other words."""
_MEASURED = re.compile(r"\b\d+\.?\d* s\b")
"""A time in the detail of a timeout or of waiting."""
REWORDED: dict[str, str] = {}
"""Text of the earlier version -> the same as it reads now."""


@pytest.fixture(scope="module", autouse=True)
def machine() -> Iterator[None]:
    sandbox = golden_verdicts.shared_sandbox()
    with sandbox:
        try:
            sandbox.tier  # noqa: B018  probed here
        except SandboxError as error:
            pytest.skip(f"no sandbox on this machine: {error}")
        yield
    golden_verdicts.shared_sandbox.cache_clear()


def differences(golden: Any, found: Any, where: str = "") -> Iterator[str]:
    """Each value that differs, and where it stands."""
    if isinstance(golden, dict) and isinstance(found, dict):
        for key in golden.keys() | found.keys():
            if key == "detail" and not SAME_PYTHON:
                continue
            missing = f"no {key}"
            yield from differences(
                golden.get(key, missing), found.get(key, missing), f"{where}/{key}"
            )
    elif isinstance(golden, list) and isinstance(found, list) and len(golden) == len(found):
        for place, (one, other) in enumerate(zip(golden, found, strict=True)):
            yield from differences(one, other, f"{where}/{place}")
    elif not same(golden, found):
        yield f"{where}: {golden!r} before, {found!r} now"


def same(golden: Any, found: Any) -> bool:
    if isinstance(golden, float) and isinstance(found, float):
        return math.isclose(golden, found, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(golden, str) and isinstance(found, str):
        for before, now in REWORDED.items():
            golden = golden.replace(before, now)
        golden, found = _MEASURED.sub("N s", golden), _MEASURED.sub("N s", found)
    return type(golden) is type(found) and bool(golden == found)


def as_read(found: Any) -> Any:
    return json.loads(json.dumps(found))


@pytest.mark.parametrize("suite", SUITES)
def test_verdicts_are_as_before(suite: str, tmp_path: Path) -> None:
    cases = SUITES[suite]
    opened = golden_verdicts.suites(tmp_path)[suite]()
    found = golden_verdicts.judged(opened, [(c["task"], c["completion"]) for c in cases], tmp_path)
    assert list(differences([case["verdict"] for case in cases], as_read(found))) == []


@pytest.mark.parametrize("part", golden_verdicts.PARTS)
def test_rewards_and_replies_are_as_before(part: str) -> None:
    assert list(differences(GOLDEN[part], as_read(golden_verdicts.PARTS[part]()))) == []


def test_the_list_has_every_verdict_that_a_reward_can_have() -> None:
    judged = {case["verdict"]["status"] for cases in SUITES.values() for case in cases}
    fixed = {
        verdict[4]
        for spec in GOLDEN["fixed times"]["specs"].values()
        for verdict in spec["verdicts"]
    }
    assert judged == set(get_args(Status)) - {"missing", "infra_error"}
    assert fixed == set(get_args(Status)) - {"missing"}


def test_a_difference_is_seen() -> None:
    """The comparison itself: a value, a key, a length, a type."""
    golden = {"a": [1.0, "x"], "b": None}
    assert list(differences(golden, {"a": [1.0 + 1e-12, "x"], "b": None})) == []
    for other in (
        {"a": [1.001, "x"], "b": None},
        {"a": [1.0], "b": None},
        {"a": [1.0, "x"]},
        {"a": [1.0, "x"], "b": None, "c": 1},
        {"a": [True, "x"], "b": None},
        {"a": [1.0, "x"], "b": 0},
    ):
        assert len(list(differences(golden, other))) == 1
