"""Valid recipe files, and one clear error for each invalid one."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from effbench.base.errors import DataError, UsageError
from effbench.recipe import libraries
from effbench.recipe.config import Recipe, load

CONFIGS = Path(__file__).parents[2] / "configs"
PLAIN = 'name = "a"\n[model]\npath = "folder"\n'
SCRATCH = 'name = "a"\n[model.from_scratch]\n[data]\nsource = "baseline"\n'


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "recipe.toml"
    file.write_text(text)
    return file


def test_defaults_stand_where_nothing_is_said(tmp_path: Path) -> None:
    recipe = load(written(tmp_path, PLAIN))
    assert recipe.stages == ("sft", "pairs", "dpo", "rloo", "eval")
    assert recipe.rloo.algorithm == "rloo"
    assert recipe.pairs.efficiency_pair_fraction == 0.0


@pytest.mark.parametrize("file", sorted(CONFIGS.glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_configurations_load(file: Path) -> None:
    assert load(file).name == file.stem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PLAIN + "[dpo]\nlerning_rate = 1.0\n", ["dpo.lerning_rate", "dpo.learning_rate"]),
        ("[modle]\n" + PLAIN, ["'modle'", "did you mean model"]),
        (SCRATCH.replace("_scratch]", "_scratch]\nhiden = 3"), ["from_scratch.hiden", "hidden"]),
        (PLAIN + "[dpo]\nbeta = 'x'\n", ["dpo.beta", "float"]),
        (PLAIN + "[rloo]\nalgorithm = 'ppo'\n", ["rloo.algorithm", "ppo"]),
        ("[model]\npath = 'x'\n", ["name"]),
        ('name = "a"\n[model]\n', ["either path or"]),
        (PLAIN + "[model.from_scratch]\n", ["either path or"]),
        ('stages = ["pairs", "dpo"]\n' + SCRATCH, ['begin with "sft"']),
        ('stages = ["dpo"]\n' + PLAIN, ['needs "pairs"']),
        ('stages = ["rloo", "dpo", "pairs"]\n' + PLAIN, ["in this order"]),
        (SCRATCH.replace("baseline", "dev"), ["data.source"]),
        (PLAIN + "[data]\nsource = 'generated'\n", ["data.suite_seeds"]),
        (PLAIN + "[rloo]\nmask_wrong = true\nbeta = 0.0\n", ["mask_wrong", "beta > 0"]),
        (PLAIN + "[rloo]\nbatch_size = 10\ngroup = 4\n", ["multiple of rloo.group"]),
        (PLAIN + "[rloo]\ngroup = 1\n", ["at least 2"]),
        (PLAIN + "[sft]\nsteps = 0\n", ["sft.steps"]),
        (PLAIN + "[dpo]\nmin_pass_at_1 = 1.5\n", ["dpo.min_pass_at_1"]),
        ("name =\n", ["not TOML"]),
    ],
)
def test_one_error_names_file_key_and_next_step(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(DataError) as caught:
        load(file)
    said = str(caught.value)
    assert str(file) in said and "\n" not in said
    for word in words:
        assert word in said


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nothing\.toml"):
        load(tmp_path / "nothing.toml")


def test_a_missing_library_gives_the_line_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe: Recipe = load(written(tmp_path, PLAIN))
    monkeypatch.setattr(libraries.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"trl.*pip install 'effbench\[train\]'"):
        libraries.require_libraries(recipe)


def test_an_old_trl_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = load(written(tmp_path, PLAIN))
    found = ModuleSpec("trl", None, origin="trl/__init__.py")
    monkeypatch.setattr(libraries.importlib.util, "find_spec", lambda name: found)
    monkeypatch.setattr(libraries.importlib.metadata, "version", lambda name: "1.9.2")
    with pytest.raises(UsageError, match=r"1\.16 or newer, but 1\.9\.2 is installed"):
        libraries.require_libraries(recipe)


def test_a_folder_is_not_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "peft_of_mine").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(libraries, "NEEDED", ("peft_of_mine",))
    with pytest.raises(UsageError, match="needs peft_of_mine"):
        libraries.require_libraries(load(written(tmp_path, PLAIN)))
