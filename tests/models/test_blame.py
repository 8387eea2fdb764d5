"""The blame for a missing answer, from the server's reply to the verdict and the tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from chat_server import Answer, Body, Script, chat, refusal, serving
from fakes import Quiet

from effbench import pipeline
from effbench.base.errors import ModelError
from effbench.base.records import Generation
from effbench.models import openai_api
from effbench.models.base import Sampling
from effbench.pipeline import RunConfig
from effbench.results import terminal as report
from effbench.runs import store
from effbench.score.words import blamed

CODE = "```python\ndef {}(values):\n    return sum(v * v for v in values)\n```"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_api, "FIRST_DELAY_SECONDS", 0.0)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def config(tasks_dir: Path, tmp_path: Path, **changes: Any) -> RunConfig:
    settings: dict[str, Any] = {
        "model": "openai:m",
        "tasks": ("squares", "squares_again"),
        "tasks_path": (tasks_dir,),
        "results": tmp_path / "results",
        "timing": "off",
        "seed": 3,
    }
    return RunConfig(**settings | changes)


def good(body: Body) -> Answer:
    text = body["messages"][-1]["content"]
    return chat(CODE.format("squares_again" if "squares_again" in text else "squares"))


def on_second_task(answer: Answer) -> Script:
    def script(body: Body, number: int) -> Answer:
        return answer if "squares_again" in body["messages"][-1]["content"] else good(body)

    return script


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize(
    ("answer", "blame", "status"),
    [
        (chat("half", "error"), "server", "infra_error"),
        (chat(None, "tool_calls", tool_calls=[{}]), "model", "no_code"),
        (refusal(400, "no", code="content_filter"), "model", "no_code"),
    ],
)
def test_rows_verdicts_and_tables_say_whose_failure_it_is(
    answer: Answer,
    blame: str,
    status: str,
    tasks_dir: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = Quiet()
    with serving(on_second_task(answer)) as server:
        result = pipeline.run(config(tasks_dir, tmp_path, base_url=server.url), said)
    row = next(g for g in store.generations(result.folder) if g.task_id == "squares_again")
    assert (row.blame, row.infra) == (blame, blame != "model")
    assert result.summary.statuses["pass"] == 1
    assert result.summary.statuses[status] == 1
    assert f"no answer: 1 (blame: {blame} 1)" in said.said
    capsys.readouterr()
    report.print_run(result.folder, result.manifest, result.summary, None)
    assert f"no answer: 1 (blame: {blame} 1)" in capsys.readouterr().out
    report.print_sample(report.find_sample(result.folder, "squares_again#0"))
    shown = capsys.readouterr().out
    assert f"blame: {blame}" in shown and (row.error or "") in shown
    pass_at_1 = next(m.value for m in result.summary.metrics if m.id == "pass@1")
    assert pass_at_1 == (0.5 if blame == "model" else 1.0)


@pytest.mark.usefixtures("sandbox")
def test_a_limit_that_was_too_high_is_fitted_once_and_recorded(
    tasks_dir: Path, tmp_path: Path
) -> None:
    def script(body: Body, number: int) -> Answer:
        return refusal(400, "too large") if body.get("max_tokens", 0) > 1024 else good(body)

    said = Quiet()
    sampling = Sampling(max_new_tokens=100_000)
    with serving(script) as server:
        asked = config(tasks_dir, tmp_path, base_url=server.url, concurrency=1, sampling=sampling)
        result = pipeline.run(asked, said)
    assert {name: n for name, n in result.summary.statuses.items() if n} == {"pass": 2}
    assert result.manifest.generation.max_new_tokens == 100_000
    assert result.manifest.generation.max_new_tokens_sent == 1024
    assert sum("100000 tokens per answer: from now on, 1024 are" in s for s in said.said) == 1
    limits = [body["max_tokens"] for body in server.requests]
    assert limits[-2:] == [1024, 1024] and limits.count(100_000) <= 6


def test_an_unpaid_account_ends_the_run_with_nothing_scored(
    tasks_dir: Path, tmp_path: Path
) -> None:
    answer = refusal(402, "Insufficient Balance")
    with serving(on_second_task(answer)) as server:
        asked = config(tasks_dir, tmp_path, base_url=server.url, concurrency=1)
        with pytest.raises(ModelError, match="HTTP 402: Insufficient Balance") as caught:
            pipeline.generate(asked, Quiet())
    assert caught.value.exit_code == 2 and "not paid" in str(caught.value)
    (folder,) = (path.parent for path in tmp_path.rglob(store.GENERATIONS))
    assert [row.text for row in store.generations(folder)] == [CODE.format("squares")]
    assert not (folder / store.VERDICTS).exists() and store.load_summary(folder) is None


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"finish_reason": "error", "infra": True}, "server"),
        ({"finish_reason": "error", "infra": False}, "model"),
        ({"finish_reason": "error", "infra": True, "blame": "setup"}, "setup"),
        ({"finish_reason": "stop"}, None),
        ({"finish_reason": "error"}, "model"),
    ],
)
def test_rows_of_older_versions_are_read(fields: dict[str, Any], fault: str | None) -> None:
    line = json.dumps({"task_id": "t", "sample_index": 0, "text": ""} | fields)
    assert msgspec.json.decode(line, type=Generation).fault == fault


def test_blame_in_words() -> None:
    assert blamed([]) == blamed([None, None]) == ""
    assert blamed(["server", None, "model", "server"]) == "3 (blame: server 2, model 1)"
