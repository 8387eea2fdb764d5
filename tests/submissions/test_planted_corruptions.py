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

    return lambda folder: edit_json(folder, f.SUMMARY, change)


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

    edit_json(folder, f.SUMMARY, change)


def unfit(folder: Path) -> None:
    """Log-ratios that make the machine unfit, while `fit` stays true."""

    def change(data: Any) -> None:
        for arm in data["certificate"]["arms"]:
            arm["log_ratios"] = [value + 0.2 for value in arm["log_ratios"]]

    edit_json(folder, f.MANIFEST, change)


def change_certificate(folder: Path, change: Callable[[Any], None]) -> None:
    edit_json(folder, f.MANIFEST, lambda data: change(data["certificate"]))


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

    edit_json(folder, f.MANIFEST, change)


def wider_margin(folder: Path) -> None:
    def change(found: Any) -> None:
        found["checks"][0]["margin"] = 0.5

    change_certificate(folder, change)


def bomb(folder: Path) -> None:
    """80 MiB of blanks in 80 kB."""
    (folder / f.SAMPLES).write_bytes(gzip.compress(b" " * (80 << 20), mtime=0))


def bomb_of_lines(folder: Path) -> None:
    line = b'{"source_sha256":"' + b"0" * 64 + b'","source":"' + b" " * (1 << 20) + b'"}\n'
    (folder / f.CODE).write_bytes(gzip.compress(line * 70, mtime=0))


def link(folder: Path) -> None:
    (folder / f.CODE).rename(folder.parent / "elsewhere")
    (folder / f.CODE).symlink_to(folder.parent / "elsewhere")


def deep(folder: Path) -> None:
    nested = "[" * 100_000 + "]" * 100_000
    whole = (folder / f.MANIFEST).read_text()
    (folder / f.MANIFEST).write_text(whole.replace('"machine": {', f'"machine": {{"x": {nested}, '))


def moderately_deep(folder: Path) -> None:
    value: Any = 1
    for _ in range(60):
        value = {"x": value}
    in_json(f.MANIFEST, "machine", to=value)(folder)


def repeated_key(folder: Path) -> None:
    whole = (folder / f.SUMMARY).read_text()
    (folder / f.SUMMARY).write_text('{"schema_version": 1,' + whole.lstrip()[1:])


def cut_off(folder: Path) -> None:
    path = folder / f.TIMINGS
    path.write_bytes(path.read_bytes()[:-40])


def half_a_line(folder: Path) -> None:
    rows = gzip.decompress((folder / f.SAMPLES).read_bytes())
    (folder / f.SAMPLES).write_bytes(gzip.compress(rows[:-20], mtime=0))


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
    "pass@1 raised": (metric("pass@1", "value", 0.99), f.SUMMARY, "metrics[pass@1].value"),
    "interval narrowed": (metric("pass@1", "ci", [0.6, 0.7]), f.SUMMARY, "metrics[pass@1].ci"),
    "a metric in its eighth digit": (nearly, f.SUMMARY, "metrics[eff@1].value"),
    "metric left out": (
        lambda d: edit_json(d, f.SUMMARY, lambda s: s["metrics"].__delitem__(-1)),
        f.SUMMARY,
        "metrics[",
    ),
    "task's score": (
        in_json(f.SUMMARY, "tasks", 3, "eff_at_1", to=1.5),
        f.SUMMARY,
        "tasks[task3].eff_at_1",
    ),
    "sample's status in the summary": (
        in_json(f.SUMMARY, "samples", 6, "status", to="pass"),
        f.SUMMARY,
        "samples[task3#0].status",
    ),
    "NaN in the summary": (
        lambda d: text(f.SUMMARY, (d / f.SUMMARY).read_text().replace("0.95", "NaN", 1))(d),
        f.SUMMARY,
        "the whole file",
    ),
    "infinity in the summary": (
        lambda d: text(f.SUMMARY, (d / f.SUMMARY).read_text().replace("0.95", "1e999", 1))(d),
        f.SUMMARY,
        "metrics[0].level",
    ),
    "verdict": (in_line(f.SAMPLES, 6, "status", "pass"), f.TIMINGS, "task_id 'task3', size 'S'"),
    "unknown verdict": (in_line(f.SAMPLES, 7, "status", "brilliant"), f.SAMPLES, "line 8: status"),
    "short row's efficiency": (
        in_line(f.SAMPLES, 0, "efficiency", 1.25),
        f.SAMPLES,
        "line 1: efficiency",
    ),
    "short row's ratio": (
        in_line(f.SAMPLES, 0, "ratios", {"S": 0.5, "M": 0.5}),
        f.SAMPLES,
        "line 1: ratios.S",
    ),
    "sample missing": (lines(f.SAMPLES, lambda rows: rows[:-1]), f.SAMPLES, "task_id 'task7'"),
    "sample twice": (
        lines(f.SAMPLES, lambda rows: rows + rows[-1:]),
        f.SAMPLES,
        "line 17: sample_index",
    ),
    "sample of another suite's task": (
        in_line(f.SAMPLES, 0, "task_id", "elsewhere"),
        f.SAMPLES,
        "line 1: task_id",
    ),
    "sample beyond their number": (
        in_line(f.SAMPLES, 1, "sample_index", 2),
        f.SAMPLES,
        "line 2: sample_index",
    ),
    "samples cut off within a line": (half_a_line, f.SAMPLES, "line 16"),
    "unknown field in a row": (in_line(f.SAMPLES, 0, "extra", 1), f.SAMPLES, "line 1"),
    "number as text": (in_line(f.SAMPLES, 2, "efficiency", "1"), f.SAMPLES, "line 3: efficiency"),
    "digest of no code": (
        in_line(f.SAMPLES, 0, "source_sha256", "0" * 64),
        f.CODE,
        "source_sha256",
    ),
    "digest that is none": (
        in_line(f.SAMPLES, 0, "source_sha256", "../../etc/passwd"),
        f.SAMPLES,
        "line 1: source_sha256",
    ),
    "code exchanged": (lines(f.CODE, swapped_code), f.CODE, "line 1: source_sha256"),
    "code missing": (lines(f.CODE, lambda rows: rows[1:]), f.CODE, "source_sha256"),
    "code of nobody": (
        lines(f.CODE, lambda rows: [*rows, EMPTY]),
        f.CODE,
        "source_sha256",
    ),
    "code's file removed": (not_there(f.CODE), f.SUBMISSION, "code"),
    "time shortened": (lines(f.TIMINGS, cpu), f.SUMMARY, "samples[task0#0]"),
    "times of a task removed": (
        lines(f.TIMINGS, lambda rows: [r for r in rows if r["task_id"] != "task6"]),
        f.TIMINGS,
        "task_id 'task6', size 'S'",
    ),
    "times of a size removed": (
        lines(f.TIMINGS, lambda rows: [r for r in rows if r["size"] == "S"]),
        f.TIMINGS,
        "task_id 'task0', size 'M'",
    ),
    "a block removed": (
        lines(f.TIMINGS, repetitions_without(3)),
        f.TIMINGS,
        "line 1: repetitions",
    ),
    "last blocks of a source removed": (lines(f.TIMINGS, ends_early), f.TIMINGS, "task_id 'task0'"),
    "times twice": (lines(f.TIMINGS, lambda rows: rows + rows[:1]), f.TIMINGS, "line 16: size"),
    "negative time": (
        lines(f.TIMINGS, lambda rows: rows[0]["repetitions"][0].update(cpu_ns=-5)),
        f.TIMINGS,
        "line 1: repetitions[0].cpu_ns",
    ),
    "time beyond 64 bits": (
        lines(f.TIMINGS, lambda rows: rows[0]["repetitions"][0].update(cpu_ns=10**30)),
        f.TIMINGS,
        "line 1: repetitions[0].cpu_ns",
    ),
    "time of a source that did not pass": (
        lines(f.TIMINGS, lambda rows: rows[0]["repetitions"][2].update(arm="f" * 64)),
        f.TIMINGS,
        "line 1: repetitions[2].arm",
    ),
    "cycle of nothing": (in_line(f.TIMINGS, 0, "cycle", 0), f.TIMINGS, "line 1: cycle"),
    "turns of fewer blocks": (in_line(f.TIMINGS, 0, "turns", [0]), f.TIMINGS, "line 1: turns"),
    "a shape that has all turns": (
        lines(f.TIMINGS, lambda rows: rows[0].update(cycle=2, turns=[0] * 8)),
        f.TIMINGS,
        "line 1: turns",
    ),
    "a k that is none": (in_json(f.MANIFEST, "ks", to=[0]), f.TIMINGS, "the records"),
    "times cut off": (cut_off, f.TIMINGS, "line "),
    "tier not good enough": (
        in_json(f.MANIFEST, "judge", "tier", to="T3"),
        f.MANIFEST,
        "judge.tier",
    ),
    "tier unheard of": (in_json(f.MANIFEST, "judge", "tier", to="T0"), f.MANIFEST, "judge.tier"),
    "profile not good enough": (
        in_json(f.MANIFEST, "timing", to={"profile": "quick", "precision": None}),
        f.MANIFEST,
        "timing.profile",
    ),
    "estimand of another profile": (
        in_json(f.MANIFEST, "timing", "estimand", to="quick"),
        f.MANIFEST,
        "timing.estimand",
    ),
    "precision dropped": (
        in_json(f.MANIFEST, "timing", "precision", to=None),
        f.MANIFEST,
        "timing.precision",
    ),
    "no certificate": (in_json(f.MANIFEST, "certificate", to=None), f.MANIFEST, "certificate"),
    "certificate of an unfit machine": (unfit, f.MANIFEST, "certificate.fit"),
    "audits that are off": (audits_off, f.MANIFEST, "certificate.fit"),
    "a kind of audits left out": (audits_dropped, f.MANIFEST, "certificate.fit"),
    "an audit of another truth": (
        audit_of_another_truth,
        f.MANIFEST,
        "certificate.audits[0].task_id",
    ),
    "a certificate's older rule": (older_rule_for_a_new_run, f.MANIFEST, "certificate.rule"),
    "a certificate's margin": (wider_margin, f.MANIFEST, "certificate.checks[0]"),
    "certificate's ratio": (
        in_json(f.MANIFEST, "certificate", "ratio", to=1.0),
        f.MANIFEST,
        "certificate.ratio",
    ),
    "certificate's target": (
        in_json(f.MANIFEST, "certificate", "target", to=0.5),
        f.MANIFEST,
        "certificate.target",
    ),
    "only part of the suite": (
        in_json(f.MANIFEST, "suite", "subset", to=True),
        f.MANIFEST,
        "suite.subset",
    ),
    "suite unknown": (
        in_json(f.MANIFEST, "suite", "version", to="2"),
        f.MANIFEST,
        "suite.digest",
    ),
    "suite's digest": (
        in_json(f.MANIFEST, "suite", "digest", to="0" * 64),
        f.MANIFEST,
        "suite.digest",
    ),
    "task's digest": (
        in_json(f.MANIFEST, "suite", "tasks", "task0", "digest", to="0" * 64),
        f.MANIFEST,
        "suite.digest",
    ),
    "family split": (
        in_json(f.MANIFEST, "suite", "tasks", "task0", "family", to="task0"),
        f.MANIFEST,
        "suite.tasks[task0].family",
    ),
    "finished before it began": (
        in_json(f.MANIFEST, "created", to="2026-01-03T00:00:00+00:00"),
        f.MANIFEST,
        "finished",
    ),
    "created some day": (in_json(f.MANIFEST, "created", to="some day"), f.MANIFEST, "created"),
    "machine not described": (in_json(f.MANIFEST, "machine", to={}), f.MANIFEST, "machine"),
    "not finished": (in_json(f.MANIFEST, "status", to="running"), f.MANIFEST, "status"),
    "manifest without suite": (
        lambda d: edit_json(d, f.MANIFEST, without("suite")),
        f.MANIFEST,
        "the whole file",
    ),
    "seed beyond 64 bits": (in_json(f.MANIFEST, "seed", to=10**40), f.MANIFEST, "seed"),
    "newer schema": (in_json(f.MANIFEST, "schema_version", to=99), f.MANIFEST, "schema_version"),
    "unknown field in the manifest": (
        in_json(f.MANIFEST, "ranked_first", to=True),
        f.MANIFEST,
        "ranked_first",
    ),
    "label with a terminal sequence": (
        in_json(f.MANIFEST, "model", "label", to="good\x1b[2J"),
        f.MANIFEST,
        "model.label",
    ),
    "label that reads backwards": (
        in_json(f.MANIFEST, "model", "label", to="\u202egpj.exe"),
        f.MANIFEST,
        "model.label",
    ),
    "label of a megabyte": (
        in_json(f.MANIFEST, "model", "label", to="x" * 900_000),
        f.MANIFEST,
        "model.label",
    ),
    "nested without end": (deep, f.MANIFEST, "the whole file"),
    "nested too deeply": (moderately_deep, f.MANIFEST, "machine.x.x"),
    "a key twice": (repeated_key, f.SUMMARY, "the whole file"),
    "name with a path in it": (
        in_json(f.SUBMISSION, "name", to="../../elsewhere"),
        f.SUBMISSION,
        "name",
    ),
    "parameters as a text": (
        in_json(f.MANIFEST, "model", "parameters", to="7B"),
        f.MANIFEST,
        "model.parameters",
    ),
    "weights half open": (
        in_json(f.MANIFEST, "model", "open_weights", to="partly"),
        f.MANIFEST,
        "model.open_weights",
    ),
    "a licence that turns the line round": (
        in_json(f.MANIFEST, "model", "license", to="\u202eTIM"),
        f.MANIFEST,
        "model.license",
    ),
    "more tags than are shown": (
        in_json(f.MANIFEST, "model", "tags", to=list("abcdefghi")),
        f.MANIFEST,
        "model.tags",
    ),
    "trained on the suite, and ranked": (
        in_json(f.MANIFEST, "model", "trained_on_suite", to=True),
        f.MANIFEST,
        "model.trained_on_suite",
    ),
    "name of another folder": (in_json(f.SUBMISSION, "name", to="b-model"), f.SUBMISSION, "name"),
    "date that is none": (in_json(f.SUBMISSION, "date", to="yesterday"), f.SUBMISSION, "date"),
    "a path among the files": (
        in_json(f.SUBMISSION, "files", "../../../etc/passwd", to={"sha256": "0" * 64, "bytes": 1}),
        f.SUBMISSION,
        "files[../../../etc/passwd]",
    ),
    "a better badge": (in_json(f.SUBMISSION, "badge", to="re-timed"), f.SUBMISSION, "badge"),
    "link that runs code": (
        in_json(f.SUBMISSION, "links", to=["javascript:alert(1)"]),
        f.SUBMISSION,
        "links[0]",
    ),
    "notes without end": (in_json(f.SUBMISSION, "notes", to="x" * 5000), f.SUBMISSION, "notes"),
    "control characters in who": (
        in_json(f.SUBMISSION, "who", to="a\u0007b"),
        f.SUBMISSION,
        "who",
    ),
    "marked unpublishable by hand": (
        in_json(f.SUBMISSION, "publishable", to=False),
        f.SUBMISSION,
        "publishable",
    ),
    "not JSON": (text(f.SUBMISSION, "{"), f.SUBMISSION, "the whole file"),
    "not UTF-8": (text(f.SUMMARY, b"\xff\xfe{}"), f.SUMMARY, "the whole file"),
    "manifest missing": (not_there(f.MANIFEST), f.MANIFEST, "the file"),
    "summary missing": (not_there(f.SUMMARY), f.SUMMARY, "the file"),
    "samples missing": (not_there(f.SAMPLES), f.SAMPLES, "the file"),
    "a foreign file": (text("run.sh", "#!/bin/sh\n"), "run.sh", "the file"),
    "a link in place of a file": (link, f.CODE, "the file"),
    "a gzip bomb": (bomb, f.SAMPLES, "line 1"),
    "a gzip bomb of lines": (bomb_of_lines, f.CODE, "the file"),
    "a large file": (text(f.MANIFEST, "x" * (2 << 20)), f.MANIFEST, "the file"),
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
    if (copy / f.SUBMISSION).stat().st_size > 1:  # otherwise it is no longer JSON
        redo_digests(copy)
    found = problems(copy)
    named = [p for p in found if p.file == str(copy / file) and p.field.startswith(field)]
    assert named, [p.line() for p in found]
    assert all(p.fix and p.wrong for p in found)
    assert all(p.line().isprintable() and len(p.line()) < 1500 for p in found)


@pytest.mark.parametrize("name", [f.MANIFEST, f.SUMMARY, f.SAMPLES, f.CODE, f.TIMINGS])
def test_a_changed_file_without_a_new_digest_is_found(name: str, copy: Path) -> None:
    data = (copy / name).read_bytes()
    data = gzip.compress(gzip.decompress(data), 1) if name.endswith(".gz") else data + b"\n"
    (copy / name).write_bytes(data)
    assert f"files[{name}].sha256" in [problem.field for problem in problems(copy)]
