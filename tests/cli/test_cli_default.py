"""`effbench run` without a model: the tiny baseline that comes with effbench, on its own tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from effbench.base import paths as layout
from effbench.base.errors import ModelError
from effbench.cli import running
from effbench.models import weights

MAX_BYTES = 8_000_000


def settled(monkeypatch: pytest.MonkeyPatch, **given: Any) -> tuple[dict[str, Any], list[str]]:
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: object())
    settings = {
        "model": None, "split": None, "tasks": None, "tasks_path": None, "suite": "core",
        "name": None, **given,
    }  # fmt: skip
    said: list[str] = []
    running._settle_defaults(settings, said.append)
    return settings, said


def test_nothing_given_is_the_tiny_model_on_its_own_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    settings, said = settled(monkeypatch)
    assert settings["split"] == "baseline" and settings["name"] == "tiny-baseline"
    assert Path(settings["model"]) == layout.content_dir(layout.TINY_BASELINE)
    assert settings["trained_on_suite"] is True
    assert len(said) == 1 and "--model" in said[0]


@pytest.mark.parametrize("given", [{"tasks": ["lis_*"]}, {"suite": "enamel"}])
def test_named_tasks_are_what_is_run(monkeypatch: pytest.MonkeyPatch, given: Any) -> None:
    settings, said = settled(monkeypatch, **given)
    assert settings["split"] == "all" and not said
    assert settings["name"] == "tiny-baseline"


def test_a_model_is_run_on_the_whole_suite(monkeypatch: pytest.MonkeyPatch) -> None:
    settings, said = settled(monkeypatch, model="reference:fast")
    assert settings["split"] == "all" and settings["name"] is None and not said
    assert "trained_on_suite" not in settings


def test_a_split_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settled(monkeypatch, split="dev")[0]["split"] == "dev"
    assert settled(monkeypatch, model="x", split="baseline")[0]["split"] == "baseline"


def test_without_torch_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"effbench\[local\].*--model reference:medium"):
        weights.require_libraries()


def test_what_is_shipped_is_small_and_no_pickle() -> None:
    folder = layout.content_dir(layout.TINY_BASELINE)
    names = {path.name for path in folder.iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= names
    assert sum(path.stat().st_size for path in folder.iterdir()) < MAX_BYTES
    assert not [name for name in names if name.endswith((".bin", ".pt", ".pkl", ".py"))]
