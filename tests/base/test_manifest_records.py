"""Manifests of every version: old ones open, unknown fields are ignored, wrong types are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from effbench.base import (
    DataError,
    Frozen,
    JudgeSection,
    Manifest,
    ModelError,
    ModelSection,
    Reason,
    TimingSection,
    given,
)
from effbench.runs import MANIFEST, RunFolder, store

SUBMISSIONS = Path(__file__).resolve().parents[2] / "leaderboard/submissions"
SECTIONS = ("suite", "model", "generation", "judge", "timing", "machine")
OLDEST: dict[str, Any] = {
    "run_id": "r",
    "created": "2026-01-01T00:00:00+00:00",
    "effbench_version": "0.0.1",
    "seed": 1,
    **{name: {} for name in SECTIONS},
}


def written(folder: Path, **changes: Any) -> Path:
    (folder / MANIFEST).write_text(json.dumps({**OLDEST, **changes}))
    return folder


def rewritten(folder: Path) -> dict[str, Any]:
    """The manifest's JSON after reading and writing it again."""
    with RunFolder(folder) as files:
        files.replace(MANIFEST, store.load_manifest(folder))
    return dict(json.loads((folder / MANIFEST).read_text()))


@pytest.mark.parametrize("path", sorted(SUBMISSIONS.glob("*/*/manifest.json")), ids=str)
def test_a_committed_manifest_is_the_same_when_written_again(path: Path) -> None:
    raw = json.loads(path.read_text())
    again = json.loads(msgspec.json.encode(store.load_manifest(path.parent)))
    assert {name: again[name] for name in raw} == raw
    assert again.keys() - raw.keys() <= {"unpublishable_kinds"}


def test_what_an_old_manifest_lacks_is_none_and_stays_absent(tmp_path: Path) -> None:
    manifest = store.load_manifest(written(tmp_path))
    assert manifest.suite.name is manifest.model.label is manifest.timing.profile is None
    assert given(manifest.suite.suite_seed) is given(manifest.timing.precision) is None
    assert manifest.families() == manifest.frozen() == {}
    assert (manifest.judge, manifest.timing) == (JudgeSection(), TimingSection())
    again = rewritten(tmp_path)
    assert {name: again[name] for name in SECTIONS} == {name: {} for name in SECTIONS}


def test_null_and_absent_are_told_apart(tmp_path: Path) -> None:
    timing = {"profile": "quick", "precision": None, "blocks": 8}
    machine = {"blas": None, "smt": None}
    folder = written(tmp_path, timing=timing, machine=machine, suite={"suite_seed": None})
    assert store.load_manifest(folder).machine.blas is None
    again = rewritten(folder)
    assert (again["timing"], again["machine"]) == (timing, machine)
    assert again["suite"] == {"suite_seed": None}


def test_unknown_fields_are_ignored(tmp_path: Path) -> None:
    unknown = {"newer": {"of": ["any", "kind"]}}
    folder = written(tmp_path, **{name: unknown for name in SECTIONS}, newer=1)
    assert store.load_manifest(folder) == msgspec.convert(OLDEST, Manifest)


@pytest.mark.parametrize(
    ("section", "value", "field"),
    [
        ("suite", 7, "$.suite"),
        ("suite", {"name": 7}, "$.suite.name"),
        ("suite", {"tasks": {"a": {"timeable": "S"}}}, "$.suite.tasks[...].timeable"),
        ("suite", {"suite_seed": "1"}, "$.suite.suite_seed"),
        ("model", {"label": ["x"]}, "$.model.label"),
        ("model", {"parameters": True}, "$.model.parameters"),
        ("model", {"tags": ["a", 3]}, "$.model.tags[1]"),
        ("model", {"trained_on_suite": "yes"}, "$.model.trained_on_suite"),
        ("generation", {"n_samples": 1.5}, "$.generation.n_samples"),
        ("judge", {"tier": 1}, "$.judge.tier"),
        ("timing", {"profile": ["quick"]}, "$.timing.profile"),
        ("timing", {"precision": "0.05"}, "$.timing.precision"),
        ("machine", {"interpreter": {"gil": True}}, "$.machine.interpreter"),
        ("machine", {"libraries": {"numpy": 2}}, "$.machine.libraries[...]"),
        ("status", "failed", "$.status"),
        ("unpublishable_kinds", ["anything"], "$.unpublishable_kinds[0]"),
    ],
)
def test_a_wrong_type_is_one_error_with_file_and_field(
    tmp_path: Path, section: str, value: Any, field: str
) -> None:
    folder = written(tmp_path, **{section: value})
    with pytest.raises(DataError) as caught:
        store.load_manifest(folder)
    assert f"{folder / MANIFEST}: malformed: " in str(caught.value)
    assert f"`{field}`" in str(caught.value) and "copy the whole folder again" in str(caught.value)


def test_sizes_that_count_are_kept_per_task() -> None:
    manifest = msgspec.convert(
        {**OLDEST, "suite": {"tasks": {"a": {"family": "f"}, "b": {"timeable": ["S"]}}}}, Manifest
    )
    assert manifest.families() == {"a": "f", "b": "b"}
    assert manifest.frozen() == {}
    frozen = {"a": Frozen(timeable=("M",), memory=())}
    assert manifest.with_frozen(frozen, locked=True).frozen() == frozen
    assert manifest.with_frozen(frozen, locked=True).suite.locked is True


def test_a_backends_own_facts_are_kept_apart() -> None:
    model = ModelSection(label="x", spec="mine:x")
    found = model.described({"kind": "mine", "context": None, "quantised": "4 bit"})
    assert (found.label, found.kind, found.details) == ("x", "mine", {"quantised": "4 bit"})
    assert msgspec.to_builtins(found)["context"] is None
    again = found.described({"label": "y", "speed": 2})
    assert again.label == "y" and again.details == {"quantised": "4 bit", "speed": 2}
    with pytest.raises(ModelError, match=r"mine:x: the model's description .*`\$\.torch`"):
        model.described({"torch": 2})


def test_the_reasons_of_an_old_manifest_have_no_kind_of_their_own() -> None:
    old = msgspec.convert({**OLDEST, "unpublishable_reasons": ["sandbox tier T3"]}, Manifest)
    assert old.reasons() == (Reason(kind="other", words="sandbox tier T3"),)
    reasons = (Reason(kind="tier", words="sandbox tier T4"), Reason(kind="subset", words="a part"))
    new = old.with_reasons(reasons)
    assert new.publishable is False and new.reasons() == reasons
    assert new.unpublishable_reasons == ("sandbox tier T4", "a part")
    assert new.with_reasons(()).publishable is True
