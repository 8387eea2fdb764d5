"""Runs and samples on the terminal: growth, memory, missed precision, clean text."""

import json

import msgspec
import pytest
from score_records import SIZES, score, timing, verdict

from effbench.base.errors import UsageError
from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Certificate, Generation, Manifest
from effbench.results import terminal as report

MIB = 1 << 20
RSS = {NOOP_ARM: 16 * MIB, REFERENCE_ARM: 20 * MIB, "a": 24 * MIB}
LADDER = {"S": (70, 280), "M": (2_500, 8), "L": (44_000, 1)}
WIDE = [1 + 20 * f for f in (0.8, 1.25) * 6]


def manifest(**changes):
    fields = {
        "run_id": "r",
        "created": "2026-01-02T03:04:05+00:00",
        "status": "complete",
        "publishable": False,
        "unpublishable_reasons": ("only part of the suite was run",),
        "effbench_version": "0",
        "suite": {"name": "core", "n_tasks": 2},
        "model": {"label": "m\x1b[31m"},
        "generation": {"n_samples": 1},
        "judge": {"tier": "T1"},
        "timing": {"profile": "standard", "precision": 0.05},
        "machine": {},
        "certificate": Certificate(ratio=1.01, ci=None, n=8, target=0.05, fit=True, arms=()),
        "seed": 1,
    }
    return msgspec.convert({**fields, **changes}, Manifest)


def ladder(task="t", **times):
    """Timings with 10 ms of reference work per call at every size, so it grows as batches
    shrink.
    """
    return [
        timing(task, size, n=n, batch=batch, reference=11.0, rss=RSS, blocks=12, **times)
        for size, (n, batch) in LADDER.items()
    ]


def summary(precision=0.05):
    verdicts = [verdict("t"), verdict("u", status="wrong_answer", detail="differs\x07 at [0]")]
    verdicts.append(verdict("v"))
    timings = [*ladder("t", a=WIDE), timing("v", "S", n=70, blocks=12, a=["timeout"] * 2)]
    return score(verdicts, timings, SIZES, precision=precision)


@pytest.fixture
def run_folder(tmp_path):
    """A run of three tasks: one slow and imprecise, one wrong, one cut off."""
    verdicts = [
        verdict("t"),
        verdict("u", status="wrong_answer", detail="differs\x07 at [0]"),
        verdict("v"),
    ]
    files = {
        "manifest.json": [manifest()],
        "summary.json": [summary()],
        "verdicts.jsonl": verdicts,
        "generations.jsonl": [
            Generation(task_id=v.task_id, sample_index=0, text=f"answer {v.task_id}\x1b[2J")
            for v in verdicts
        ],
        "timings.jsonl": ladder("t", a=WIDE),
    }
    for name, records in files.items():
        (tmp_path / name).write_bytes(b"".join(msgspec.json.encode(r) + b"\n" for r in records))
    return tmp_path


def shown(capsys):
    """stdout with every run of white space replaced by one space."""
    text = capsys.readouterr().out
    assert "\x1b" not in text and "\x07" not in text
    return " ".join(text.split())


def test_run_table_tasks_and_counts(tmp_path, capsys):
    report.print_run(tmp_path, manifest(), summary(), None, tasks=True)
    text = shown(capsys)
    assert "memory / fast" in text and "time grows like" in text
    assert "mem_eff@1" in text and "memory_ratio" in text
    assert "t 1/1 0.70 2.000 2.000 n^0.88 ± 0.05 pass 1" in text
    assert "u 0/1 0.00 – – – wrong_answer 1" in text
    assert "v 1/1 0.00 cut off – – pass 1" in text
    assert "precision: 3 of 3 ratios not within ±5 % after up to 12 blocks" in text
    assert "first failure: effbench show" in text
    assert "not publishable: only part of the suite was run" in text


def test_run_without_a_precision_says_nothing_of_it(tmp_path, capsys):
    quick = manifest(timing={"profile": "quick", "precision": None})
    report.print_run(tmp_path, quick, summary(precision=None), tmp_path / "page.html")
    text = shown(capsys)
    assert "precision: " not in text
    assert "time grows like" not in text  # only `report` prints the tables of tasks
    assert "page.html" in text


def test_show_of_a_slow_and_imprecise_sample(run_folder, capsys):
    report.print_sample(report.find_sample(run_folder, "t"))
    text = shown(capsys)
    assert text.count("not within ±5 % after 12 blocks") == 3
    assert "S 2.000" in text
    assert "time grows like n^0.88 ± 0.05 (reference n^0.88)" in text
    assert "memory: 8.0 MiB over the no-op at L (reference 4.0 MiB), 2.000 times" in text


def test_show_of_a_cut_off_sample(run_folder, capsys):
    report.print_sample(report.find_sample(run_folder, "v#0"))
    text = shown(capsys)
    assert text.count("censored (10x or more)") == 3
    assert "memory: none known at L: cut off before it returned at this size" in text
    assert "grows" not in text and "not within" not in text


def test_show_of_a_wrong_sample_has_no_speed(run_folder, capsys):
    report.print_sample(report.find_sample(run_folder, "u"))
    text = shown(capsys)
    assert text.startswith("u#0: wrong_answer differs� at [0]")
    assert "memory" not in text and "time / fast" not in text


def test_a_sample_as_plain_data_has_growth_and_memory(run_folder):
    data = json.loads(json.dumps(report.find_sample(run_folder, "t").as_dict(), allow_nan=False))
    assert data["result"]["memory"]["ratio"] == pytest.approx(2.0)
    assert data["result"]["scaling"]["n"] == [70.0, 2_500.0, 44_000.0]
    assert [size["precise"] for size in data["result"]["sizes"]] == [False] * 3


def test_a_summary_of_before_these_fields_can_be_read(run_folder, capsys):
    path = run_folder / "summary.json"
    content = json.loads(path.read_text())
    for record in (*content["samples"], *content["tasks"]):
        del record["scaling"], record["memory"]
        for size in record.get("sizes", ()):
            del size["precise"]
    path.write_text(json.dumps(content))
    report.print_sample(report.find_sample(run_folder, "t"))
    text = shown(capsys)
    assert "2.000" in text
    assert "grows" not in text and "memory" not in text and "not within" not in text


@pytest.mark.parametrize(
    ("name", "words"),
    [("tt", "did you mean t"), ("t#3", "no sample 3 of t"), ("t#", "as in t#0")],
)
def test_a_sample_that_is_not_there(run_folder, name, words):
    with pytest.raises(UsageError, match=words):
        report.find_sample(run_folder, name)
