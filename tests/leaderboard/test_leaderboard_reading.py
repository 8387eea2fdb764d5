"""Reading run folders, and the errors for unreadable ones."""

import json
import shutil

import pytest

from effbench.base.errors import DataError
from effbench.leaderboard.reading import SuiteKey, read_run, read_runs


def edit(path, change):
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_a_complete_run(make_run):
    run = read_run(make_run("model-a"))
    assert run.label == "model-a"
    assert run.suite == SuiteKey("core", "1", "d" * 64)
    assert run.metric("pass@1").value == pytest.approx(11 / 12)
    assert run.metric("pass@10") is None
    assert set(run.first_failures) == {"task09"}
    assert run.first_failures["task09"].failed_input.returned == "4"


def test_an_incomplete_run_needs_its_manifest_only(make_run):
    folder = make_run(status="interrupted")
    (folder / "summary.json").unlink()
    (folder / "verdicts.jsonl").unlink()
    run = read_run(folder)
    assert (run.summary, run.manifest.status, dict(run.first_failures)) == (None, "interrupted", {})


def test_a_pass_that_a_timed_input_overturned_is_a_failure_in_the_summarys_words(make_run):
    folder = make_run()
    path = folder / "verdicts.jsonl"
    path.write_text(path.read_text().replace('"wrong_answer"', '"pass"'))
    failure = read_run(folder).first_failures["task09"]
    assert (failure.status, failure.detail) == ("wrong_answer", "differs at [3]")


@pytest.mark.parametrize(
    ("model", "label"),
    [
        ({"spec": "openai:x"}, "openai:x"),
        ({}, "run-of-model-a"),
        ({"label": ""}, "run-of-model-a"),
        ({"label": "\x1b[31mred\x1b[0m\x00"}, "red"),
    ],
)
def test_label_comes_from_the_model_or_the_run(make_run, model, label):
    assert read_run(make_run(model=model)).label == label


def test_a_label_of_nothing_but_controls_becomes_the_id(make_run):
    run = read_run(make_run(model={"label": "\x1b[31m \u202e"}))
    assert run.label == run.id


def test_runs_come_in_the_same_order_however_they_are_named(make_run):
    folders = [make_run("a"), make_run("b"), make_run("c")]
    assert [r.id for r in read_runs(folders)] == [r.id for r in read_runs(folders[::-1])]


def test_a_folder_that_is_named_twice_is_read_once(make_run):
    folder = make_run()
    assert len(read_runs([folder, folder / ".." / folder.name])) == 1


def test_numbers_of_any_length_are_read(make_run):
    folder = make_run()
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"cores_logical":2', f'"cores_logical":{10**40}'))
    assert read_run(folder).manifest.machine.cores_logical == 10**40


def test_the_same_run_in_two_folders_is_refused(make_run, tmp_path):
    folder = make_run()
    copy = shutil.copytree(folder, tmp_path / "copy")
    with pytest.raises(DataError, match=r"hold the same run") as caught:
        read_runs([folder, copy])
    assert str(folder) in str(caught.value) and str(copy) in str(caught.value)


@pytest.mark.parametrize("name", ["manifest.json", "summary.json", "verdicts.jsonl"])
def test_a_missing_file_is_named(make_run, name):
    folder = make_run()
    (folder / name).unlink()
    with pytest.raises(DataError) as caught:
        read_run(folder)
    assert str(folder) in str(caught.value) and name in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="nowhere"):
        read_run(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["manifest.json", "summary.json", "verdicts.jsonl"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"a":NaN}'])
def test_a_damaged_file_is_named(make_run, name, content):
    folder = make_run()
    (folder / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_run(folder)
    assert str(folder / name) in str(caught.value)


def test_deep_nesting_is_damage_and_not_a_crash(make_run):
    folder = make_run()
    path = folder / "manifest.json"
    deep = '"model":{"x":' + "[" * 50_000
    path.write_text(path.read_text().replace('"model":{', deep))
    with pytest.raises(
        DataError, match=f"{folder.name}/manifest.json: malformed: it is nested too deeply"
    ):
        read_run(folder)


def test_a_wrong_type_names_file_and_field(make_run):
    folder = make_run()
    edit(folder / "summary.json", lambda content: content["metrics"][0].update(value="high"))
    with pytest.raises(DataError, match=r"summary\.json.*metrics"):
        read_run(folder)


def test_a_damaged_line_is_named(make_run):
    folder = make_run()
    lines = (folder / "verdicts.jsonl").read_text().splitlines()
    lines[4] = lines[4][:-5]
    (folder / "verdicts.jsonl").write_text("\n".join(lines))
    with pytest.raises(DataError, match=r"verdicts\.jsonl, line 5"):
        read_run(folder)


def test_a_stale_summary_is_refused(make_run):
    folder = make_run()
    lines = (folder / "verdicts.jsonl").read_text().splitlines()
    (folder / "verdicts.jsonl").write_text("\n".join(lines[:-1]) + "\n")
    with pytest.raises(DataError, match=r"disagree.*'task11', sample 0.*Copy the whole"):
        read_run(folder)


@pytest.mark.parametrize("name", ["manifest.json", "summary.json"])
def test_a_newer_schema_is_refused(make_run, name):
    folder = make_run()
    edit(folder / name, lambda content: content.update(schema_version=99))
    with pytest.raises(DataError, match=r"schema version 99.*upgrade"):
        read_run(folder)


@pytest.mark.parametrize(
    "suite", [{}, {"name": "core", "version": "1"}, {"name": "core", "version": "", "digest": "x"}]
)
def test_a_suite_that_can_not_be_compared_is_refused(make_run, suite):
    with pytest.raises(DataError, match="name, version and digest"):
        read_run(make_run(suite=suite))
