"""`tasks new`: rejected names, and the state after a failure."""

from __future__ import annotations

import keyword
from pathlib import Path

import pytest

from effbench.base.errors import UsageError
from effbench.gates import skeleton

RESERVED = [*keyword.kwlist, *keyword.softkwlist, "sorted", "sum", "list", "print", "range", "open"]
NO_IDS = [
    "", "ab", "a" * 52, "1st", "_private", "Upper", "a-b", "a b", "a.b", "../up", "a/b", "/abs",
    "..", "naïve", "任务名", "new\nline", "nul\0", "tab\t", "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("name", RESERVED + NO_IDS)
def test_a_name_that_does_not_do_is_one_error_and_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as raised:
        skeleton.create(name, tmp_path / "tasks", tmp_path / "solutions")
    said = str(raised.value)
    assert "\n" not in said and len(said) < 300
    assert "choose another id" in said or "an id is 3 to 51" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["classes", "matching", "sorted_runs", "type_2"])
def test_a_name_near_a_reserved_one_is_fine(tmp_path: Path, name: str) -> None:
    written = skeleton.create(name, tmp_path / "tasks", tmp_path / "solutions")
    assert written[0] == tmp_path / "tasks" / f"{name}.py"
    assert all(path.is_file() for path in written)


def test_a_folder_that_can_not_be_written_is_one_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "tasks").write_text("a file")
    with pytest.raises(UsageError, match="can't write"):
        skeleton.create("shelf_width", tmp_path / "tasks", tmp_path / "solutions" / "inner")
    assert [path.name for path in tmp_path.iterdir()] == ["tasks"]
