"""Tier T4 isolates nothing: it judges trusted code only, and its runs can't be published."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import Quiet

from effbench import pipeline
from effbench.base import JudgeSection
from effbench.base.errors import UsageError
from effbench.pipeline import RunConfig, config
from effbench.results import quality_failed
from effbench.sandbox.host import tiers


def test_a_reference_is_judged_at_t4_and_can_not_be_published(
    tasks_dir: Path, tmp_path: Path
) -> None:
    if (reason := tiers.probe("T4")) is not None:
        pytest.skip(reason)
    settings = RunConfig(
        model="reference:fast",
        tasks=("squares",),
        tasks_path=(tasks_dir,),
        results=tmp_path / "results",
        timing="off",
        sandbox="T4",
    )
    with pytest.warns(RuntimeWarning, match="isolates nothing"):
        result = pipeline.run(settings, Quiet())
    assert result.summary.statuses == {"pass": 1}
    assert result.manifest.judge == JudgeSection(tier="T4", shell="none")
    assert result.manifest.timing.clock == "kernel's account of the dead child"
    assert result.manifest.publishable is False
    assert "sandbox tier T4, not T1 or T2" in result.manifest.unpublishable_reasons
    assert not quality_failed(result.manifest, result.summary)  # T4 was requested


@pytest.mark.parametrize("model", ["openai:some-model", "vllm:/models/x", "/models/x"])
def test_a_models_answers_are_refused_at_t4(model: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"never for what a model wrote.*replay:FILE"):
        pipeline.run(RunConfig(model=model, sandbox="T4", results=tmp_path), Quiet())
    assert not list(tmp_path.iterdir())
    for tier in ("auto", "T1", "T2", "T3"):
        config.require_trusted(tier, model)


def test_vouched_for_code_is_taken() -> None:
    for model in ("reference:slow", "replay:answers.jsonl"):
        config.require_trusted("T4", model)
