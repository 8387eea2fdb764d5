"""The recipe's folder: partial files do not count, and another recipe is refused."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from effbench.base.errors import DataError, UsageError
from effbench.recipe.config import Model, Recipe
from effbench.recipe.folder import Folder, append_line, place, read_json, read_lines, write_json
from effbench.recipe.training import last_checkpoint

RECIPE = Recipe(name="a", model=Model(path="x"))


def test_a_stage_is_done_when_its_figures_are_there(tmp_path: Path) -> None:
    with Folder(tmp_path / "out", RECIPE) as folder:
        assert folder.done("dpo") is None
        folder.finish("dpo", {"pass_at_1": 0.5})
    with Folder(tmp_path / "out", RECIPE) as again:
        assert again.done("dpo") == {"pass_at_1": 0.5}


def test_another_recipe_is_refused_and_the_difference_named(tmp_path: Path) -> None:
    with Folder(tmp_path, RECIPE):
        pass
    dpo = msgspec.structs.replace(RECIPE.dpo, beta=0.5)
    other = msgspec.structs.replace(RECIPE, dpo=dpo, seed=3)
    with pytest.raises(UsageError, match=r"another dpo\.beta, seed;"):
        Folder(tmp_path, other)


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    with Folder(tmp_path, RECIPE), pytest.raises(UsageError, match="running here"):
        Folder(tmp_path, RECIPE)


def test_a_folder_that_can_not_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="--out"):
        Folder(tmp_path / "file" / "out", RECIPE)


def test_a_torn_last_line_is_dropped_with_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    append_line(file, {"a": 1})
    with file.open("ab") as stream:
        stream.write(b'{"a": 2')
    said: list[str] = []
    assert read_lines(file, said.append) == [{"a": 1}]
    assert len(said) == 1 and "torn" in said[0]
    append_line(file, {"a": 3})
    assert read_lines(file, said.append) == [{"a": 1}, {"a": 3}]
    assert len(said) == 1


def test_a_broken_line_in_the_middle_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text('{"a": 1}\nnonsense\n{"a": 2}\n')
    with pytest.raises(DataError, match="line 2"):
        read_lines(file, lambda message: None)


def test_what_was_half_placed_is_made_anew(tmp_path: Path) -> None:
    target = tmp_path / "model"

    def fails(folder: Path) -> None:
        (folder / "half").write_text("")
        raise OSError("no space left")

    with pytest.raises(OSError):
        place(target, fails)
    assert not target.exists()
    place(target, lambda folder: write_json(folder / "whole.json", 1))
    assert [path.name for path in target.iterdir()] == ["whole.json"]
    assert read_json(target / "whole.json") == 1


def test_the_newest_whole_checkpoint_counts(tmp_path: Path) -> None:
    assert last_checkpoint(tmp_path) is None
    for step, state in ((5, "{}"), (40, "{}"), (100, '{"torn')):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        (folder / "trainer_state.json").write_text(state)
    (tmp_path / "checkpoint-200").mkdir()  # killed before its state was written
    assert last_checkpoint(tmp_path) == tmp_path / "checkpoint-40"


def test_a_training_that_failed_at_once_leaves_no_folder(tmp_path: Path) -> None:
    def fail(place: Path, stage: str = "", there: bool = False) -> None:
        if there:
            place.mkdir(parents=True)
        with pytest.raises(UsageError, match="no model"), Folder(place, RECIPE) as folder:
            (place / "watch.jsonl").touch()
            if stage:
                folder.stage(stage)
            raise UsageError("no model")

    fail(tmp_path / "work" / "a")
    assert not list(tmp_path.iterdir())
    fail(tmp_path / "b", stage="dpo")
    assert {"dpo", "recipe.json"} <= {path.name for path in (tmp_path / "b").iterdir()}
    fail(tmp_path / "c", there=True)
    assert (tmp_path / "c").is_dir()
