"""A valid submission, corrupted in one way at a time: each problem has its file, field and fix.

After every change the digests in `submission.json` are recomputed, as a forger would do, so that
each check is tested by itself. The last test covers changes without new digests.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from submission_runs import edit_json, edit_lines, known, redo_digests, sha

from effbench import submissions
from effbench.base import CODE, SAMPLES, SUBMISSION, TIMINGS
from effbench.runs import MANIFEST, SUMMARY
from effbench.submissions import files as f
from effbench.submissions.problems import Problem

Spoil = Callable[[Path], None]


def in_json(name: str, *path: Any, to: Any) -> Spoil:
    """Set one value in a JSON file."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return lambda folder: edit_json(folder, name, change)


def in_line(name: str, line: int, field: str, to: Any) -> Spoil:
    """Set one field in a line, counted from 0."""
    return lambda folder: edit_lines(folder, name, lambda rows: rows[line].__setitem__(field, to))


def lines(name: str, change: Callable[[list[Any]], Any]) -> Spoil:
    return lambda folder: edit_lines(folder, name, change)


def without(field: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        del data[field]

    return change


def metric(name: str, field: str, to: Any) -> Spoil:
    def change(data: Any) -> None:
        next(m for m in data["metrics"] if m["id"] == name)[field] = to

    return lambda folder: edit_json(folder, SUMMARY, change)


def text(name: str, content: str | bytes) -> Spoil:
    """Replace a file."""
    data = content.encode() if isinstance(content, str) else content

    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return spoil


def cpu(rows: list[Any]) -> None:
    """Make one repetition slightly faster."""
    own = next(r for r in rows[0]["repetitions"] if r["arm"] not in ("reference", "noop"))
    own["cpu_ns"] -= 1_000_000


def repetitions_without(block: int) -> Callable[[list[Any]], None]:
    def change(rows: list[Any]) -> None:
        rows[0]["repetitions"] = [r for r in rows[0]["repetitions"] if r["block"] != block]

    return change


EMPTY = {"source_sha256": hashlib.sha256(b"").hexdigest(), "source": ""}


def nearly(folder: Path) -> None:
    def change(data: Any) -> None:
        found = next(m for m in data["metrics"] if m["id"] == "eff@1")
        found["value"] *= 1 + 3e-8

    edit_json(folder, SUMMARY, change)


def unfit(folder: Path) -> None:
    """Log-ratios that make the machine unfit, while `fit` stays true."""

    def change(data: Any) -> None:
        for arm in data["certificate"]["arms"]:
            arm["log_ratios"] = [value + 0.2 for value in arm["log_ratios"]]

    edit_json(folder, MANIFEST, change)


def change_certificate(folder: Path, change: Callable[[Any], None]) -> None:
    edit_json(folder, MANIFEST, lambda data: change(data["certificate"]))


def audits_off(folder: Path) -> None:
    """Audits that make the machine unfit, while `fit` and the checks stay true."""

    def change(found: Any) -> None:
        for audit in found["audits"]:
            audit["log_ratios"] = [value + 0.4 for value in audit["log_ratios"]]
            audit["ratio"] *= math.exp(0.4)
            audit["ci"] = [end * math.exp(0.4) for end in audit["ci"]]

    change_certificate(folder, change)


def audits_dropped(folder: Path) -> None:
    def change(found: Any) -> None:
        found["audits"] = [a for a in found["audits"] if a["task_id"] != "audit/memory"]

    change_certificate(folder, change)


def audit_of_another_truth(folder: Path) -> None:
    """Declare a wrongly measured ratio to be the true one."""

    def change(found: Any) -> None:
        found["audits"][0]["truth"] = 0.6

    change_certificate(folder, change)


def older_rule_for_a_new_run(folder: Path) -> None:
    def change(data: Any) -> None:
        data["created"] = data["created"].replace("2026-01-02", "2027-01-02")
        data["finished"] = data["finished"].replace("2026-01-02", "2027-01-02")
        data["certificate"].update(rule=1, audits=[], checks=[])

    edit_json(folder, MANIFEST, change)


def wider_margin(folder: Path) -> None:
    def change(found: Any) -> None:
        found["checks"][0]["margin"] = 0.5

    change_certificate(folder, change)


def bomb(folder: Path) -> None:
    """80 MiB of blanks in 80 kB."""
    (folder / SAMPLES).write_bytes(gzip.compress(b" " * (80 << 20), mtime=0))


def bomb_of_lines(folder: Path) -> None:
    line = b'{"source_sha256":"' + b"0" * 64 + b'","source":"' + b" " * (1 << 20) + b'"}\n'
    (folder / CODE).write_bytes(gzip.compress(line * 70, mtime=0))


def link(folder: Path) -> None:
    (folder / CODE).rename(folder.parent / "elsewhere")
    (folder / CODE).symlink_to(folder.parent / "elsewhere")


def deep(folder: Path) -> None:
    nested = "[" * 100_000 + "]" * 100_000
    whole = (folder / MANIFEST).read_text()
    (folder / MANIFEST).write_text(whole.replace('"machine": {', f'"machine": {{"x": {nested}, '))


def moderately_deep(folder: Path) -> None:
    value: Any = 1
    for _ in range(60):
        value = {"x": value}
    in_json(MANIFEST, "machine", to=value)(folder)


def repeated_key(folder: Path) -> None:
    whole = (folder / SUMMARY).read_text()
    (folder / SUMMARY).write_text('{"schema_version": 1,' + whole.lstrip()[1:])


def cut_off(folder: Path) -> None:
    path = folder / TIMINGS
    path.write_bytes(path.read_bytes()[:-40])


def half_a_line(folder: Path) -> None:
    rows = gzip.decompress((folder / SAMPLES).read_bytes())
    (folder / SAMPLES).write_bytes(gzip.compress(rows[:-20], mtime=0))


def not_there(name: str) -> Spoil:
    return lambda folder: (folder / name).unlink()


def swapped_code(rows: list[Any]) -> None:
    rows[0]["source"], rows[1]["source"] = rows[1]["source"], rows[0]["source"]


def ends_early(rows: list[Any]) -> None:
    """Keep only the first blocks of a slow source, which were its fastest."""
    rows[0]["repetitions"] = [
        r for r in rows[0]["repetitions"] if r["block"] < 4 or r["arm"] != sha("task0", 1)
    ]


PLANTED: dict[str, tuple[Spoil, str, str]] = {
    # name: (the change, the file in the problem, the field in the problem)
    "pass@1 raised": (metric("pass@1", "value", 0.99), SUMMARY, "metrics[pass@1].value"),
    "interval narrowed": (metric("pass@1", "ci", [0.6, 0.7]), SUMMARY, "metrics[pass@1].ci"),
    "a metric in its eighth digit": (nearly, SUMMARY, "metrics[eff@1].value"),
    "metric left out": (
        lambda d: edit_json(d, SUMMARY, lambda s: s["metrics"].__delitem__(-1)),
        SUMMARY,
        "metrics[",
    ),
    "task's score": (
        in_json(SUMMARY, "tasks", 3, "eff_at_1", to=1.5),
        SUMMARY,
        "tasks[task3].eff_at_1",
    ),
    "sample's status in the summary": (
        in_json(SUMMARY, "samples", 6, "status", to="pass"),
        SUMMARY,
        "samples[task3#0].status",
    ),
    "NaN in the summary": (
        lambda d: text(SUMMARY, (d / SUMMARY).read_text().replace("0.95", "NaN", 1))(d),
        SUMMARY,
        "the whole file",
    ),
    "infinity in the summary": (
        lambda d: text(SUMMARY, (d / SUMMARY).read_text().replace("0.95", "1e999", 1))(d),
        SUMMARY,
        "metrics[0].level",
    ),
    "verdict": (in_line(SAMPLES, 6, "status", "pass"), TIMINGS, "task_id 'task3', size 'S'"),
    "unknown verdict": (in_line(SAMPLES, 7, "status", "brilliant"), SAMPLES, "line 8: status"),
    "short row's efficiency": (
        in_line(SAMPLES, 0, "efficiency", 1.25),
        SAMPLES,
        "line 1: efficiency",
    ),
    "short row's ratio": (
        in_line(SAMPLES, 0, "ratios", {"S": 0.5, "M": 0.5}),
        SAMPLES,
        "line 1: ratios.S",
    ),
    "sample missing": (lines(SAMPLES, lambda rows: rows[:-1]), SAMPLES, "task_id 'task7'"),
    "sample twice": (
        lines(SAMPLES, lambda rows: rows + rows[-1:]),
        SAMPLES,
        "line 17: sample_index",
    ),
    "sample of another suite's task": (
        in_line(SAMPLES, 0, "task_id", "elsewhere"),
        SAMPLES,
        "line 1: task_id",
    ),
    "sample beyond their number": (
        in_line(SAMPLES, 1, "sample_index", 2),
        SAMPLES,
        "line 2: sample_index",
    ),
    "samples cut off within a line": (half_a_line, SAMPLES, "line 16"),
    "unknown field in a row": (in_line(SAMPLES, 0, "extra", 1), SAMPLES, "line 1"),
    "number as text": (in_line(SAMPLES, 2, "efficiency", "1"), SAMPLES, "line 3: efficiency"),
    "digest of no code": (
        in_line(SAMPLES, 0, "source_sha256", "0" * 64),
        CODE,
        "source_sha256",
    ),
    "digest that is none": (
        in_line(SAMPLES, 0, "source_sha256", "../../etc/passwd"),
        SAMPLES,
        "line 1: source_sha256",
    ),
    "code exchanged": (lines(CODE, swapped_code), CODE, "line 1: source_sha256"),
    "code missing": (lines(CODE, lambda rows: rows[1:]), CODE, "source_sha256"),
    "code of nobody": (
        lines(CODE, lambda rows: [*rows, EMPTY]),
        CODE,
        "source_sha256",
    ),
    "code's file removed": (not_there(CODE), SUBMISSION, "code"),
    "time shortened": (lines(TIMINGS, cpu), SUMMARY, "samples[task0#0]"),
    "times of a task removed": (
        lines(TIMINGS, lambda rows: [r for r in rows if r["task_id"] != "task6"]),
        TIMINGS,
        "task_id 'task6', size 'S'",
    ),
    "times of a size removed": (
        lines(TIMINGS, lambda rows: [r for r in rows if r["size"] == "S"]),
        TIMINGS,
        "task_id 'task0', size 'M'",
    ),
    "a block removed": (
        lines(TIMINGS, repetitions_without(3)),
        TIMINGS,
        "line 1: repetitions",
    ),
    "last blocks of a source removed": (lines(TIMINGS, ends_early), TIMINGS, "task_id 'task0'"),
    "times twice": (lines(TIMINGS, lambda rows: rows + rows[:1]), TIMINGS, "line 16: size"),
    "negative time": (
        lines(TIMINGS, lambda rows: rows[0]["repetitions"][0].update(cpu_ns=-5)),
        TIMINGS,
        "line 1: repetitions[0].cpu_ns",
    ),
    "time beyond 64 bits": (
        lines(TIMINGS, lambda rows: rows[0]["repetitions"][0].update(cpu_ns=10**30)),
        TIMINGS,
        "line 1: repetitions[0].cpu_ns",
    ),
    "time of a source that did not pass": (
        lines(TIMINGS, lambda rows: rows[0]["repetitions"][2].update(arm="f" * 64)),
        TIMINGS,
        "line 1: repetitions[2].arm",
    ),
    "cycle of nothing": (in_line(TIMINGS, 0, "cycle", 0), TIMINGS, "line 1: cycle"),
    "turns of fewer blocks": (in_line(TIMINGS, 0, "turns", [0]), TIMINGS, "line 1: turns"),
    "a shape that has all turns": (
        lines(TIMINGS, lambda rows: rows[0].update(cycle=2, turns=[0] * 8)),
        TIMINGS,
        "line 1: turns",
    ),
    "a k that is none": (in_json(MANIFEST, "ks", to=[0]), TIMINGS, "the records"),
    "times cut off": (cut_off, TIMINGS, "line "),
    "tier not good enough": (
        in_json(MANIFEST, "judge", "tier", to="T3"),
        MANIFEST,
        "judge.tier",
    ),
    "tier unheard of": (in_json(MANIFEST, "judge", "tier", to="T0"), MANIFEST, "judge.tier"),
    "profile not good enough": (
        in_json(MANIFEST, "timing", to={"profile": "quick", "precision": None}),
        MANIFEST,
        "timing.profile",
    ),
    "estimand of another profile": (
        in_json(MANIFEST, "timing", "estimand", to="quick"),
        MANIFEST,
        "timing.estimand",
    ),
    "precision dropped": (
        in_json(MANIFEST, "timing", "precision", to=None),
        MANIFEST,
        "timing.precision",
    ),
    "no certificate": (in_json(MANIFEST, "certificate", to=None), MANIFEST, "certificate"),
    "certificate of an unfit machine": (unfit, MANIFEST, "certificate.fit"),
    "audits that are off": (audits_off, MANIFEST, "certificate.fit"),
    "a kind of audits left out": (audits_dropped, MANIFEST, "certificate.fit"),
    "an audit of another truth": (
        audit_of_another_truth,
        MANIFEST,
        "certificate.audits[0].task_id",
    ),
    "a certificate's older rule": (older_rule_for_a_new_run, MANIFEST, "certificate.rule"),
    "a certificate's margin": (wider_margin, MANIFEST, "certificate.checks[0]"),
    "certificate's ratio": (
        in_json(MANIFEST, "certificate", "ratio", to=1.0),
        MANIFEST,
        "certificate.ratio",
    ),
    "certificate's target": (
        in_json(MANIFEST, "certificate", "target", to=0.5),
        MANIFEST,
        "certificate.target",
    ),
    "only part of the suite": (
        in_json(MANIFEST, "suite", "subset", to=True),
        MANIFEST,
        "suite.subset",
    ),
    "suite unknown": (
        in_json(MANIFEST, "suite", "version", to="2"),
        MANIFEST,
        "suite.digest",
    ),
    "suite's digest": (
        in_json(MANIFEST, "suite", "digest", to="0" * 64),
        MANIFEST,
        "suite.digest",
    ),
    "task's digest": (
        in_json(MANIFEST, "suite", "tasks", "task0", "digest", to="0" * 64),
        MANIFEST,
        "suite.digest",
    ),
    "family split": (
        in_json(MANIFEST, "suite", "tasks", "task0", "family", to="task0"),
        MANIFEST,
        "suite.tasks[task0].family",
    ),
    "finished before it began": (
        in_json(MANIFEST, "created", to="2026-01-03T00:00:00+00:00"),
        MANIFEST,
        "finished",
    ),
    "created some day": (in_json(MANIFEST, "created", to="some day"), MANIFEST, "created"),
    "machine not described": (in_json(MANIFEST, "machine", to={}), MANIFEST, "machine"),
    "not finished": (in_json(MANIFEST, "status", to="running"), MANIFEST, "status"),
    "manifest without suite": (
        lambda d: edit_json(d, MANIFEST, without("suite")),
        MANIFEST,
        "the whole file",
    ),
    "seed beyond 64 bits": (in_json(MANIFEST, "seed", to=10**40), MANIFEST, "seed"),
    "newer schema": (in_json(MANIFEST, "schema_version", to=99), MANIFEST, "schema_version"),
    "unknown field in the manifest": (
        in_json(MANIFEST, "ranked_first", to=True),
        MANIFEST,
        "ranked_first",
    ),
    "label with a terminal sequence": (
        in_json(MANIFEST, "model", "label", to="good\x1b[2J"),
        MANIFEST,
        "model.label",
    ),
    "label that reads backwards": (
        in_json(MANIFEST, "model", "label", to="\u202egpj.exe"),
        MANIFEST,
        "model.label",
    ),
    "label of a megabyte": (
        in_json(MANIFEST, "model", "label", to="x" * 900_000),
        MANIFEST,
        "model.label",
    ),
    "nested without end": (deep, MANIFEST, "the whole file"),
    "nested too deeply": (moderately_deep, MANIFEST, "machine.x.x"),
    "a key twice": (repeated_key, SUMMARY, "the whole file"),
    "name with a path in it": (
        in_json(SUBMISSION, "name", to="../../elsewhere"),
        SUBMISSION,
        "name",
    ),
    "parameters as a text": (
        in_json(MANIFEST, "model", "parameters", to="7B"),
        MANIFEST,
        "model.parameters",
    ),
    "weights half open": (
        in_json(MANIFEST, "model", "open_weights", to="partly"),
        MANIFEST,
        "model.open_weights",
    ),
    "a licence that turns the line round": (
        in_json(MANIFEST, "model", "license", to="\u202eTIM"),
        MANIFEST,
        "model.license",
    ),
    "more tags than are shown": (
        in_json(MANIFEST, "model", "tags", to=list("abcdefghi")),
        MANIFEST,
        "model.tags",
    ),
    "trained on the suite, and ranked": (
        in_json(MANIFEST, "model", "trained_on_suite", to=True),
        MANIFEST,
        "model.trained_on_suite",
    ),
    "name of another folder": (in_json(SUBMISSION, "name", to="b-model"), SUBMISSION, "name"),
    "date that is none": (in_json(SUBMISSION, "date", to="yesterday"), SUBMISSION, "date"),
    "a path among the files": (
        in_json(SUBMISSION, "files", "../../../etc/passwd", to={"sha256": "0" * 64, "bytes": 1}),
        SUBMISSION,
        "files[../../../etc/passwd]",
    ),
    "a better badge": (in_json(SUBMISSION, "badge", to="re-timed"), SUBMISSION, "badge"),
    "link that runs code": (
        in_json(SUBMISSION, "links", to=["javascript:alert(1)"]),
        SUBMISSION,
        "links[0]",
    ),
    "notes without end": (in_json(SUBMISSION, "notes", to="x" * 5000), SUBMISSION, "notes"),
    "control characters in who": (
        in_json(SUBMISSION, "who", to="a\u0007b"),
        SUBMISSION,
        "who",
    ),
    "marked unpublishable by hand": (
        in_json(SUBMISSION, "publishable", to=False),
        SUBMISSION,
        "publishable",
    ),
    "not JSON": (text(SUBMISSION, "{"), SUBMISSION, "the whole file"),
    "not UTF-8": (text(SUMMARY, b"\xff\xfe{}"), SUMMARY, "the whole file"),
    "manifest missing": (not_there(MANIFEST), MANIFEST, "the file"),
    "summary missing": (not_there(SUMMARY), SUMMARY, "the file"),
    "samples missing": (not_there(SAMPLES), SAMPLES, "the file"),
    "a foreign file": (text("run.sh", "#!/bin/sh\n"), "run.sh", "the file"),
    "a link in place of a file": (link, CODE, "the file"),
    "a gzip bomb": (bomb, SAMPLES, "line 1"),
    "a gzip bomb of lines": (bomb_of_lines, CODE, "the file"),
    "a large file": (text(MANIFEST, "x" * (2 << 20)), MANIFEST, "the file"),
    "a verification of its own": (text(f.VERIFICATION, "{}"), f.VERIFICATION, "the file"),
}  # fmt: skip  # a table


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / good.parent.name / good.name))


def problems(folder: Path) -> list[Problem]:
    (report,) = submissions.validate([folder], known())
    return report.problems.found


def test_the_good_one_is_valid(copy: Path) -> None:
    assert problems(copy) == []


@pytest.mark.parametrize("name", PLANTED)
def test_what_was_planted_is_found(name: str, copy: Path) -> None:
    spoil, file, field = PLANTED[name]
    spoil(copy)
    if (copy / SUBMISSION).stat().st_size > 1:  # otherwise it is no longer JSON
        redo_digests(copy)
    found = problems(copy)
    named = [p for p in found if p.file == str(copy / file) and p.field.startswith(field)]
    assert named, [p.line() for p in found]
    assert all(p.fix and p.wrong for p in found)
    assert all(p.line().isprintable() and len(p.line()) < 1500 for p in found)


@pytest.mark.parametrize("name", [MANIFEST, SUMMARY, SAMPLES, CODE, TIMINGS])
def test_a_changed_file_without_a_new_digest_is_found(name: str, copy: Path) -> None:
    data = (copy / name).read_bytes()
    data = gzip.compress(gzip.decompress(data), 1) if name.endswith(".gz") else data + b"\n"
    (copy / name).write_bytes(data)
    assert f"files[{name}].sha256" in [problem.field for problem in problems(copy)]
