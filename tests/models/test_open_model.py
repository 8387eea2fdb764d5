"""The forms that `--model` accepts, and the errors for all others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from effbench.base.errors import DataError, ModelError, UsageError
from effbench.models import SPECS, ModelOptions, Sampling, open_model
from effbench.models.base import answered, failed, writable

REFERENCES = {"a": {"fast": "f = 1"}}


def opened(spec: str, **options: Any) -> Any:
    return open_model(spec, ModelOptions(Sampling(), REFERENCES, 1, **options))


def test_reference_and_replay(tmp_path: Path) -> None:
    path = tmp_path / "with:colon.jsonl"
    path.write_text(json.dumps({"task_id": "a", "completion": "x"}) + "\n")
    assert opened("reference:fast").label == "reference:fast"
    assert opened(f"replay:{path}").label == "replay:with:colon"


def test_openai_gets_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    model = opened("openai:org/name:tag", base_url="http://localhost:1/v1")
    assert (model.label, model.describe()["base_url"]) == ("org/name:tag", "http://localhost:1/v1")


@pytest.mark.parametrize(
    ("spec", "error", "words"),
    [
        ("reference:fats", UsageError, r"reference:fast\?"),
        ("refrence:fast", UsageError, r"did you mean reference:fast\?"),
        ("open-ai:gpt", UsageError, r"did you mean openai:gpt\?"),
        ("vllm:Qwen/Q", UsageError, r"vllm serve Qwen/Q.*openai:Qwen/Q.*--base-url"),
        ("hf:org/name", UsageError, "needs no prefix"),
        ("magic:wand", UsageError, "this kind of model is unknown"),
        ("openai:", UsageError, "after the colon"),
        ("replay: ", UsageError, "after the colon"),
        ("org/name", ModelError, r"hf download org/name --local-dir name"),
        ("no-such-folder", ModelError, "there is no folder no-such-folder"),
        ("answers.jsonl.gz", UsageError, r"write replay:answers\.jsonl\.gz"),
        ("replay:nothing.jsonl", DataError, "nothing.jsonl"),
        ("", ModelError, "config.json|no folder"),
    ],
)
def test_other_specs(spec: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        opened(spec)


@pytest.mark.parametrize("spec", ["magic:wand", "no-such-folder"])
def test_the_message_lists_every_kind(spec: str) -> None:
    with pytest.raises(UsageError) as caught:
        opened(spec)
    assert all(kind in str(caught.value) for kind in SPECS)


def test_folders_that_are_no_models(tmp_path: Path) -> None:
    (tmp_path / "qwen-tiny").mkdir()
    with pytest.raises(ModelError, match=r"without config\.json"):
        opened(str(tmp_path / "qwen-tiny"))
    with pytest.raises(ModelError, match=r"Did you mean .*qwen-tiny\?"):
        opened(str(tmp_path / "qwen-tniy"))
    (tmp_path / "a:b").mkdir()
    with pytest.raises(ModelError, match=r"a:b is a folder without config\.json"):
        opened(str(tmp_path / "a:b"))
    (tmp_path / "qwen-tiny" / "config.json").write_text("{}")
    with pytest.raises(ModelError, match=r"no \*\.safetensors"):
        opened(str(tmp_path / "qwen-tiny"))


def test_looking_is_light() -> None:
    """The package imports a backend's library only when that backend is used."""
    code = (
        "import sys, effbench.models, effbench.models.prompts; "
        "import effbench.models.extraction.extracting; "
        "print([m for m in ('torch', 'transformers', 'openai', 'numpy') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_shared_words() -> None:
    from effbench.models.base import Request

    request = Request("a", 2, [], 7, "hash", "f")
    row = failed(request, "two\nlines  of words", blame="setup")
    assert (row.text, row.finish_reason, row.error) == ("", "error", "two lines of words")
    assert (row.task_id, row.sample_index, row.seed, row.infra) == ("a", 2, 7, True)
    assert (row.blame, row.fault) == ("setup", "setup")
    row = failed(request, "", blame="model")
    assert (row.infra, row.fault) == (False, "model")
    assert answered(request, "\ud800x", seed=None).text == "\ufffdx"
    assert writable("\ud83d\ude00") == "\U0001f600"
