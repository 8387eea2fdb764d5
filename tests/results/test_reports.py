"""Breakdowns of a run, exports to other projects' formats, and data frames."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from score_records import timing, verdict

import effbench
from effbench.base.errors import DataError, UsageError
from effbench.base.records import Frozen, Manifest, Metric, Summary
from effbench.cli import reporting
from effbench.results import breakdown, exports, field
from effbench.runs import store
from effbench.runs.store import MANIFEST, SUMMARY, TIMINGS, RunFolder
from effbench.score import summarise

TASKS = {
    "a": {"category": "array", "family": "f", "tags": ["x", "y"], "imports": [], "split": "dev"},
    "b": {"category": "graph", "family": "f", "tags": ["y"], "imports": ["numpy"], "split": ""},
    "c": {"category": "graph", "family": "g", "tags": [], "imports": [], "split": "public"},
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    verdicts = [verdict("a"), verdict("b"), verdict("c", status="wrong_answer")]
    timings = [timing("a", "S", a=19.0), timing("a", "M", a="timeout"), timing("b", "S", a=10.0)]
    sizes = {"a": ("S", "M"), "b": ("S", "M"), "c": ("S", "M")}
    families = {name: str(about["family"]) for name, about in TASKS.items()}
    frozen = {"b": Frozen(timeable=("S",), memory=())}
    summary = summarise(
        verdicts,
        timings,
        sizes,
        seed=1,
        speed_measured=True,
        families=families,
        frozen=frozen,
    )
    fields = {
        "run_id": "id",
        "created": "2026-01-02T03:04:05+00:00",
        "finished": "2026-01-02T04:04:05+00:00",
        "effbench_version": "0.1.0",
        "status": "complete",
        "suite": {"name": "core", "version": "1", "digest": "d" * 64, "tasks": TASKS},
        "model": {
            "label": 'a "quoted": model\n',
            "spec": "x",
            "kind": "local",
            "transformers": "5",
        },
        "generation": {"n_samples": 1, "temperature": 0.0, "top_p": 1.0, "max_new_tokens": 10},
        "judge": {"tier": "T1"},
        "timing": {"profile": "quick", "estimand": "quick"},
        "machine": {},
        "seed": 1,
        "command": "effbench run",
    }
    manifest = msgspec.convert(fields, Manifest)
    with RunFolder(tmp_path / "run") as files:
        files.replace(MANIFEST, manifest)
        files.replace(SUMMARY, summary)
        for item in timings:
            files.append(TIMINGS, item)
    return tmp_path / "run"


def loaded(run: Path) -> tuple[Manifest, Summary]:
    return store.load_manifest(run), store.require_summary(run)


def test_groups(run: Path) -> None:
    by = breakdown.breakdown(*loaded(run), "category")
    assert [row[:3] for row in by.rows] == [("array", "1", "1.00"), ("graph", "2", "0.50")]
    assert by.rows[1][5:] == ("–", "wrong_answer 1")  # two tasks have no resolution
    tags = breakdown.breakdown(*loaded(run), "tag")
    assert [(row[0], row[1]) for row in tags.rows] == [("(none)", "1"), ("x", "1"), ("y", "2")]
    imports = breakdown.breakdown(*loaded(run), "imports")
    assert [row[0] for row in imports.rows] == ["numpy", "standard library"]
    with pytest.raises(UsageError, match="choose one of category"):
        breakdown.breakdown(*loaded(run), "colour")


def test_sizes(run: Path) -> None:
    by = breakdown.breakdown(*loaded(run), "size")
    assert [(row[0], row[1], row[2]) for row in by.rows] == [("S", "2", "0"), ("M", "1", "1")]
    assert by.rows[0][5] == "1.414"  # mean of 2 and 1


def test_hf_yaml_is_yaml(run: Path) -> None:
    text = exports.hf_yaml(*loaded(run), "org/set")
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    entries = yaml.safe_load(text)
    assert [entry["dataset"]["task_id"] for entry in entries][:2] == [
        "core-pass@1",
        "core-eff@1 (quick)",
    ]
    assert entries[0]["value"] == pytest.approx(2 / 3, abs=1e-5)
    assert entries[0]["dataset"]["id"] == "org/set"
    assert entries[0]["notes"].startswith('a "quoted": model\n: pass@1 on 3 tasks of 2 families')
    assert "for new tasks, no interval for these" in entries[0]["notes"]
    assert entries[0]["date"] == "2026-01-02"


def test_every_eval_ever_keeps_its_schemas_rules(run: Path) -> None:
    manifest, summary = loaded(run)
    record = exports.every_eval_ever(manifest, summary)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["schema_version"] == "0.3.0"
    assert record["model_info"]["inference_engine"] == {"name": "transformers", "version": "5"}
    assert record["model_info"]["additional_details"] == {
        "deployment_type": "self_deployed",
        "model_availability": "open_weights",
    }
    results = record["evaluation_results"]
    assert len(results) == sum(metric.value is not None for metric in summary.metrics)
    for result in results:
        assert {"evaluation_name", "source_data", "metric_config", "score_details"} <= set(result)
        config = result["metric_config"]
        assert config["score_type"] == "continuous"
        assert {"min_score", "max_score", "lower_is_better"} <= set(config)
        assert isinstance(result["score_details"]["score"], float)
    assert record["evaluation_timestamp"] == "1767326645"


def test_every_eval_ever_validates_where_the_package_is_installed(run: Path) -> None:
    validator = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    package = pytest.importorskip("every_eval_ever", reason="every_eval_ever is not installed")
    schema = Path(package.__file__).parent / "schemas" / "eval.schema.json"
    validator.validate(exports.every_eval_ever(*loaded(run)), json.loads(schema.read_text()))


def test_a_run_of_before_there_were_two_intervals_is_read(run: Path) -> None:
    path = run / SUMMARY
    data = json.loads(path.read_text())
    for metric in data["metrics"]:
        for name in ("n_families", "ci_fixed_set", "method_fixed_set"):
            del metric[name]
    path.write_text(json.dumps(data))
    manifest, summary = loaded(run)
    assert {metric.ci_fixed_set for metric in summary.metrics} == {None}
    assert {metric.n_families for metric in summary.metrics} == {None}
    assert "pass@1 on 3 tasks, 95 %" in exports.hf_yaml(manifest, summary, "x")
    exports.every_eval_ever(manifest, summary)
    frame = effbench.load(run).to_frame("metrics")
    assert frame["id"].iloc[0] == "pass@1"


def test_both_intervals_go_along(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest, summary = loaded(run)
    metric = msgspec.structs.replace(summary.metrics[0], ci_fixed_set=(0.125, 0.875))
    both = msgspec.structs.replace(summary, metrics=(metric, *summary.metrics[1:]))
    (run / SUMMARY).write_bytes(msgspec.json.encode(both))
    row = effbench.load(run).to_frame("metrics").iloc[0]
    assert (row["low_fixed_set"], row["high_fixed_set"]) == (0.125, 0.875)
    assert (row["n_tasks"], row["n_families"]) == (3, 2)
    details = exports.every_eval_ever(manifest, both)["evaluation_results"][0]["score_details"]
    assert json.loads(details["details"]["interval_of_these_tasks"]) == [0.125, 0.875]
    for form in ("table", "md", "csv"):
        reporting.report_command(run, None, False, form, "x", False)
        shown = capsys.readouterr().out
        assert "new tasks" in shown and "families" in shown
        assert "0.12 to 0.88" in shown
        assert "eff@1 (quick)" in shown and "resolves" in shown
    reporting.report_command(run, None, False, "json", "x", False)
    shown_metric = json.loads(capsys.readouterr().out)["summary"]["metrics"][0]
    assert shown_metric["ci_fixed_set"] == [0.125, 0.875]


def test_a_metric_without_value_is_left_out(run: Path) -> None:
    manifest, _ = loaded(run)
    metric = Metric(
        id="pass@1", value=None, ci=None, level=0.95, method="", n_tasks=0, unit="proportion",
        higher_is_better=True,
    )  # fmt: skip
    empty = Summary(metrics=(metric,), tasks=(), samples=(), statuses={})
    assert exports.hf_yaml(manifest, empty, "x") == "[]\n"
    assert exports.every_eval_ever(manifest, empty)["evaluation_results"] == []


def test_the_fields_metrics_of_a_run(run: Path) -> None:
    _, summary = loaded(run)
    table = field.field_metrics(summary, store.timings(run))
    values = {row[0]: row[1] for row in table.rows}
    # a: 2 times the reference at S, cut off at M; b: even with it at S; c: wrong
    assert values["beats_fast@1"] == "0.000"
    assert values["fast_0"] == "0.667"  # correct ones; a was cut off at its largest size
    assert values["fast_0.5"] == "0.333"
    assert values["NET (paper)"] == values["NET (code)"] == "1.000"
    assert values["AlgoTune"] == "1.000"
    assert "ENAMEL eff@1" not in values


def test_frames(run: Path) -> None:
    found = effbench.load(run)
    samples = found.to_frame()
    assert list(samples["task_id"]) == ["a", "b", "c"]
    assert samples.loc[0, "ratio_S"] == pytest.approx(2)
    assert bool(samples.loc[0, "censored_M"])
    assert list(found.to_frame("tasks")["category"]) == ["array", "graph", "graph"]
    metrics = found.to_frame("metrics").set_index("id")
    assert metrics.loc["pass@1", "value"] == pytest.approx(2 / 3)
    repetitions = found.to_frame("repetitions")
    assert set(repetitions["arm"]) == {"reference", "noop", "a"}
    assert repetitions["cpu_seconds"].between(0.0009, 0.2).all()
    with pytest.raises(ValueError, match="choose one of samples"):
        found.to_frame("nothing")
    with pytest.raises(DataError, match="not a run folder"):
        effbench.load(run / "nowhere")
