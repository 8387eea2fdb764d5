"""`generate` and `judge`: the two halves of a run, on one folder or on two machines."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fakes import Quiet

from effbench import pipeline
from effbench.base.errors import DataError, SandboxError, UsageError
from effbench.pipeline import RunConfig
from effbench.runs import store
from effbench.sandbox.host import tiers

ANSWERS = {
    "squares": "```python\ndef squares(values):\n    return sum(v * v for v in values)\n```",
    "squares_again": "```python\ndef squares_again(values):\n    return 0\n```",
}


@pytest.fixture
def settings(tasks_dir: Path, tmp_path: Path) -> dict[str, Any]:
    answers = tmp_path / "answers.jsonl"
    rows = [{"task_id": id_, "completion": text} for id_, text in ANSWERS.items()]
    answers.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return {
        "model": f"replay:{answers}",
        "tasks": ("squares*",),
        "tasks_path": (tasks_dir,),
        "results": tmp_path / "results",
        "timing": "off",
        "seed": 3,
    }


@pytest.fixture
def no_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which no sandbox works, such as a container for a GPU."""
    monkeypatch.setattr(tiers, "probe", lambda tier: "not here")
    yield


def test_generating_needs_no_sandbox(settings: dict[str, Any], no_sandbox: None) -> None:
    folder, missing = pipeline.generate(RunConfig(**settings), Quiet())
    assert missing == 0
    manifest = store.load_manifest(folder)
    written = json.loads((folder / store.MANIFEST).read_text())
    assert (written["status"], written["judge"], written["timing"]) == ("generated", {}, {})
    rows = list(store.generations(folder))
    assert {row.task_id: row.text for row in rows} == ANSWERS
    assert {row.key for row in rows} == {manifest.generation.key}
    with pytest.raises(SandboxError):
        pipeline.judge(folder, RunConfig(**settings), Quiet())


@pytest.mark.usefixtures("sandbox")
def test_both_halves_give_what_the_whole_gives(settings: dict[str, Any], tmp_path: Path) -> None:
    folder, _ = pipeline.generate(RunConfig(**settings), Quiet())
    elsewhere = tmp_path / "other machine"
    shutil.copytree(folder, elsewhere)
    only = {
        key: settings[key] for key in ("tasks_path", "timing")
    }  # the folder has the other settings
    judged = pipeline.judge(elsewhere, RunConfig(**only), Quiet())
    whole = pipeline.run(RunConfig(**settings), Quiet())
    assert judged.summary == whole.summary
    assert judged.manifest.judge == whole.manifest.judge
    assert judged.manifest.status == "complete"
    again = Quiet()
    assert pipeline.judge(elsewhere, RunConfig(**only), again) == judged
    assert "nothing to do" in again.said[-1]


@pytest.mark.usefixtures("sandbox", "planted_audits")
def test_what_was_judged_only_can_be_timed_later(settings: dict[str, Any]) -> None:
    folder, _ = pipeline.generate(RunConfig(**settings), Quiet())
    pipeline.judge(folder, RunConfig(**settings), Quiet())
    before = (folder / store.VERDICTS).read_bytes()
    timed = pipeline.judge(folder, RunConfig(**settings | {"timing": "quick"}), Quiet())
    assert timed.manifest.timing.profile == "quick"
    assert list(store.timings(folder))
    assert (folder / store.VERDICTS).read_bytes() == before
    with pytest.raises(UsageError, match="was timed with --timing quick"):
        pipeline.judge(folder, RunConfig(**settings | {"timing": "strict"}), Quiet())
    with pytest.raises(UsageError, match=r"add --sandbox T1"):
        forced = settings | {"timing": "quick", "sandbox": "T2"}
        (folder / store.SUMMARY).unlink()
        pipeline.judge(folder, RunConfig(**forced), Quiet())


@pytest.mark.usefixtures("sandbox", "planted_audits")
def test_a_folder_of_an_earlier_quick_is_read_and_not_gone_on_with(
    settings: dict[str, Any],
) -> None:
    """An earlier `quick` timed two sizes: one folder would mix times of two estimands."""
    quick = settings | {"timing": "quick"}
    done = pipeline.run(RunConfig(**quick), Quiet())
    timing = msgspec.structs.replace(done.manifest.timing, estimand=None, min_blocks=8)
    earlier = msgspec.structs.replace(done.manifest, timing=timing, status="interrupted")
    (done.folder / store.MANIFEST).write_bytes(msgspec.json.encode(earlier))
    assert store.require_summary(done.folder) == done.summary
    for go_on in (
        lambda: pipeline.run(RunConfig(**quick), Quiet()),
        lambda: pipeline.judge(done.folder, RunConfig(**quick), Quiet()),
    ):
        (done.folder / store.SUMMARY).unlink(missing_ok=True)
        with pytest.raises(UsageError, match=r"another meaning .the two smallest.* another --out"):
            go_on()


def test_a_folder_that_lacks_answers_is_not_judged(settings: dict[str, Any]) -> None:
    folder, _ = pipeline.generate(RunConfig(**settings, command="effbench generate …"), Quiet())
    rows = (folder / store.GENERATIONS).read_bytes().splitlines(keepends=True)
    (folder / store.GENERATIONS).write_bytes(rows[0])
    with pytest.raises(UsageError, match="lacks 1 answers; finish it first: effbench generate"):
        pipeline.judge(folder, RunConfig(**settings), Quiet())
    assert pipeline.generate(RunConfig(**settings), Quiet()) == (folder, 0)
    assert len(list(store.generations(folder))) == 2


def test_answers_of_another_run_are_not_taken_for_this_ones(settings: dict[str, Any]) -> None:
    folder, _ = pipeline.generate(RunConfig(**settings), Quiet())
    other, _ = pipeline.generate(RunConfig(**settings | {"seed": 4}), Quiet())
    assert other != folder
    shutil.copy(other / store.GENERATIONS, folder / store.GENERATIONS)
    for half in (
        lambda: pipeline.generate(RunConfig(**settings), Quiet()),
        lambda: pipeline.judge(folder, RunConfig(**settings), Quiet()),
    ):
        with pytest.raises(DataError, match=r"generations\.jsonl: the answer to squares"):
            half()


def test_changed_tasks_are_noticed(settings: dict[str, Any], tmp_path: Path) -> None:
    folder, _ = pipeline.generate(RunConfig(**settings), Quiet())
    with pytest.raises(UsageError, match="holds answers to other tasks"):
        pipeline.judge(folder, RunConfig(timing="off"), Quiet())


def test_batches_go_out_and_come_in(settings: dict[str, Any], tmp_path: Path) -> None:
    settings |= {"model": "openai:some", "n_samples": 2}
    out, answers = tmp_path / "out.jsonl", tmp_path / "in.jsonl"
    folder, missing = pipeline.generate(RunConfig(**settings), Quiet(), batch_out=out)
    assert missing == 4
    requests = [json.loads(line) for line in out.read_text().splitlines()]
    assert len({request["body"]["seed"] for request in requests}) == 4
    lines = []
    for number, request in enumerate(requests):
        message = {"role": "assistant", "content": f"answer {number}"}
        body = {"choices": [{"message": message, "finish_reason": "stop"}]}
        response = {"status_code": 200, "body": body}
        lines.append(json.dumps({"custom_id": request["custom_id"], "response": response}) + "\n")
    answers.write_text("".join(lines[:3]))
    assert pipeline.generate(RunConfig(**settings), Quiet(), batch_in=answers) == (folder, 1)
    assert store.load_manifest(folder).status == "running"
    rest = tmp_path / "rest.jsonl"
    pipeline.generate(RunConfig(**settings), Quiet(), batch_out=rest)
    assert json.loads(rest.read_text())["custom_id"] == requests[3]["custom_id"]
    answers.write_text("".join(lines))
    assert pipeline.generate(RunConfig(**settings), Quiet(), batch_in=answers) == (folder, 0)
    rows = [(g.task_id, g.sample_index, g.text) for g in store.generations(folder)]
    assert len(rows) == len(set(rows)) == 4
    assert store.load_manifest(folder).status == "generated"
    with pytest.raises(UsageError, match="need --model openai:NAME"):
        pipeline.generate(
            RunConfig(**settings | {"model": "reference:fast"}), Quiet(), batch_in=answers
        )


def test_prompt_settings_make_another_run(settings: dict[str, Any]) -> None:
    folders = {
        pipeline.generate(RunConfig(**settings | changes), Quiet())[0]
        for changes in ({}, {"system_prompt": "Be brief."}, {"few_shot": 1}, {"prompt": "fast"})
    }
    assert len(folders) == 4


def test_answers_lost_to_failures_are_asked_for_again(
    settings: dict[str, Any], tasks_dir: Path
) -> None:
    folder, _ = pipeline.generate(RunConfig(**settings), Quiet())
    rows = [json.loads(line) for line in (folder / store.GENERATIONS).read_text().splitlines()]
    rows[1] |= {"text": "", "finish_reason": "error", "error": "HTTP 503", "infra": True}
    (folder / store.GENERATIONS).write_text("".join(json.dumps(row) + "\n" for row in rows))
    said = Quiet()
    assert pipeline.generate(RunConfig(**settings), said) == (folder, 0)
    assert "retrying 1 answers that were lost to failures" in said.said
    again = list(store.generations(folder))
    assert {row.task_id: row.text for row in again} == ANSWERS
    assert not any(row.infra for row in again)
