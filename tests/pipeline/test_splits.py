"""The manifest records the run's split, which affects whether the run may be published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from effbench import pipeline
from effbench.base import (
    GenerationSection,
    JudgeSection,
    MachineSection,
    Manifest,
    ModelSection,
    SuiteSection,
    Summary,
    TimingSection,
)
from effbench.pipeline import RunConfig
from effbench.results.publishing import quality_failed, unpublishable_reasons
from effbench.sandbox import Sandbox


def reasons(split: str, suite_seed: int | None) -> list[str]:
    manifest = manifest_of({"split": split, "suite_seed": suite_seed})
    assert not any("split" in r.words or "seed" in r.words for r in BEFORE)
    return [r.words for r in unpublishable_reasons(manifest, SUMMARY) if r not in BEFORE]


def manifest_of(suite: dict[str, Any]) -> Manifest:
    return Manifest(
        run_id="1",
        created="2026-11-22",
        effbench_version="0",
        suite=SuiteSection(name="core", **suite),
        model=ModelSection(),
        generation=GenerationSection(),
        judge=JudgeSection(tier="T1"),
        timing=TimingSection(profile="standard"),
        machine=MachineSection(),
        seed=1,
    )


OLD = manifest_of({})  # a run older than the splits
SUMMARY = Summary(metrics=(), tasks=(), samples=(), statuses={"pass": 3})
BEFORE = unpublishable_reasons(OLD, SUMMARY)


@pytest.mark.parametrize(
    ("split", "suite_seed", "words"),
    [
        ("all", None, None),
        ("public", None, None),
        ("generated", 2**31, None),
        ("generated", 2**31 - 1, "suite seed 2147483647 is for training"),
        ("dev", None, "the dev split is for development"),
    ],
)
def test_training_material_is_not_published(
    split: str, suite_seed: int | None, words: str | None
) -> None:
    found = reasons(split, suite_seed)
    assert len(found) == (words is not None)
    assert words is None or found[0].startswith(words)


def test_a_chosen_split_is_no_failure() -> None:
    chosen = manifest_of({"split": "dev"})
    assert quality_failed(chosen, SUMMARY) == quality_failed(OLD, SUMMARY)


def test_the_manifest_records_the_split(
    tasks_dir: Path, tmp_path: Path, sandbox: Sandbox, silent: pipeline.Reporter
) -> None:
    config = RunConfig(
        model="reference:fast",
        tasks=("squares",),
        tasks_path=(tasks_dir,),
        split="public",
        timing="off",
        out=tmp_path / "run",
    )
    result = pipeline.run(config, silent)
    assert result.manifest.suite.split == "public"
    assert result.manifest.suite.suite_seed is None
    assert result.manifest.suite.name == "core-public+local"


class _Silent:
    def stage(self, name: str, total: int) -> None:
        del name, total

    def advance(self, note: str = "", tokens: int = 0) -> None:
        del note, tokens

    def message(self, text: str) -> None:
        del text


@pytest.fixture
def silent() -> pipeline.Reporter:
    return _Silent()
