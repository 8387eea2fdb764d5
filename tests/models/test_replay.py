"""Recorded answers: the accepted forms of a file, and the errors for others."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.base import foreign
from effbench.base.errors import DataError
from effbench.base.records import Generation
from effbench.models.base import Request
from effbench.models.replay import ReplayModel

IDS = ("a", "b", "c")


def write(path: Path, rows: Sequence[Any], end: str = "\n") -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    data = ("\n".join(lines) + end).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def ask(model: ReplayModel, *pairs: tuple[str, int]) -> list[Generation]:
    return list(model.generate([Request(id_, i, [], 7, "hash", "f") for id_, i in pairs]))


def load(path: Path, n_samples: int = 1) -> ReplayModel:
    return ReplayModel(path, IDS, n_samples)


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz"])
def test_text_and_code_packed_or_not(tmp_path: Path, name: str) -> None:
    rows = [{"task_id": "a", "completion": "Hi"}, {"task_id": "b", "solution": "f = 1", "more": 2}]
    model = load(write(tmp_path / name, rows))
    text, code = ask(model, ("a", 0), ("b", 0))
    assert (text.text, text.is_code, text.finish_reason) == ("Hi", False, "stop")
    assert (code.text, code.is_code, code.prompt_sha256) == ("f = 1", True, "hash")
    assert model.warnings == []
    assert model.label == "replay:x"
    described = model.describe()
    assert (described["file"], described["n_tasks"], described["n_answers"]) == (name, 2, 2)
    assert str(tmp_path) not in repr(described)


def test_packing_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl.gz", [{"task_id": "a", "completion": "Hi"}])
    model = load(path.rename(tmp_path / "renamed.jsonl"))
    assert ask(model, ("a", 0))[0].text == "Hi"


def test_lines_of_one_task_are_its_samples_in_order(tmp_path: Path) -> None:
    rows = [{"task_id": id_, "completion": f"{id_}{i}"} for i in range(2) for id_ in "ab"]
    model = load(write(tmp_path / "x.jsonl", rows), n_samples=2)
    got = ask(model, ("b", 1), ("a", 0), ("a", 1))
    assert [row.text for row in got] == ["b1", "a0", "a1"]
    assert model.describe()["samples_per_task"] == [2, 2]


def test_a_sample_index_is_obeyed(tmp_path: Path) -> None:
    rows = [{"task_id": "a", "completion": str(i), "sample_index": i} for i in (1, 0)]
    assert [row.text for row in ask(load(write(tmp_path / "x", rows), 2), ("a", 0), ("a", 1))] == [
        "0",
        "1",
    ]


def test_what_is_missing_is_an_error_row(tmp_path: Path) -> None:
    model = load(write(tmp_path / "x.jsonl", [{"task_id": "a", "completion": ""}]), n_samples=2)
    rows = ask(model, ("a", 0), ("a", 1), ("b", 0))
    assert [row.finish_reason for row in rows] == ["stop", "missing", "missing"]
    assert not any(row.infra for row in rows)
    assert [row.error for row in rows[1:]] == [
        "no answer for sample 1 of a in x.jsonl",
        "no answer in x.jsonl",
    ]


def test_answers_beyond_the_run_are_named(tmp_path: Path) -> None:
    rows = [{"task_id": id_, "completion": "x"} for id_ in ("a", "a", "z", "y")]
    model = load(write(tmp_path / "x.jsonl", rows))
    extra, more = model.warnings
    assert "2 task ids" in extra and "'z'" in extra
    assert "up to 2 answers per task; this run uses 1 of them" in more


def test_no_id_in_common_shows_one_of_each_side(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", [{"task_id": "HumanEval/0", "completion": "x"}])
    with pytest.raises(DataError, match=r"x\.jsonl: .*'HumanEval/0'.*'a'"):
        load(path)


@pytest.mark.parametrize("content", ["", "\n\n", '{"task_id": "a", "comp'])
def test_a_file_without_any_answer(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match="no answer at all"):
        load(write(tmp_path / "x.jsonl", [content], end=""))


def test_a_torn_last_line_is_dropped_and_said(tmp_path: Path) -> None:
    rows = [{"task_id": "a", "completion": "x"}, '{"task_id": "b", "compl']
    model = load(write(tmp_path / "x.jsonl", rows, end=""))
    assert ["dropped line 2" in warning for warning in model.warnings] == [True]
    assert ask(model, ("b", 0))[0].finish_reason == "missing"


def test_a_whole_last_line_needs_no_newline(tmp_path: Path) -> None:
    model = load(write(tmp_path / "x.jsonl", [{"task_id": "a", "completion": "x"}], end=""))
    assert model.warnings == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{torn", "malformed"),
        ("[1]", "Expected `object`"),
        ('"text"', "Expected `object`"),
        ('{"completion": "x"}', "`task_id`"),
        ('{"task_id": true, "completion": "x"}', r"`\$\.task_id`"),
        ('{"task_id": "a", "completion": [1]}', r"`\$\.completion"),
        ('{"task_id": "b", "completion": ["x", "y"], "sample_index": 0}', "2 answers with one"),
        ('{"task_id": "a", "score": NaN, "completion": 1}', r"`\$\.completion`"),
        ('{"task_id": "a", "solution": {"x": 1}}', r"`\$\.solution`"),
        ('{"task_id": "a"}', "neither `completion`"),
        ('{"task_id": "a", "completion": "x", "sample_index": "0"}', "sample_index"),
        ('{"task_id": "a", "completion": "x", "sample_index": true}', "sample_index"),
        ('{"task_id": "a", "completion": "x", "sample_index": -1}', "negative"),
        ('{"task_id": "a", "completion": "x", "sample_index": 0}', "second answer for sample 0"),
        ('{"task_id": "a", "completion": "\\ud800", "solution": 1}', r"`\$\.solution`"),
        ('{"task_id": "a", "completion": "\\ud800"', "."),
        ("[" * 100_000, "."),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path, line: str, words: str) -> None:
    path = write(tmp_path / "x.jsonl", [{"task_id": "a", "completion": "x"}, "", line])
    with pytest.raises(DataError, match=rf"x\.jsonl, line 3: .*{words}") as raised:
        load(path)
    assert "write" in str(raised.value)  # the next step


def test_a_last_line_that_is_json_but_wrong_is_not_forgiven(tmp_path: Path) -> None:
    rows = [{"task_id": "a", "completion": "x"}, {"task_id": "b", "completion": 1}]
    with pytest.raises(DataError, match="line 2"):
        load(write(tmp_path / "x.jsonl", rows, end=""))


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"task_id": "a", "completion": "\xff"}\n')
    with pytest.raises(DataError, match="line 1"):
        load(path)


def test_a_long_line_and_a_bomb_stop_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign, "MAX_LINE_BYTES", 1000)
    monkeypatch.setattr(foreign, "MAX_FILE_BYTES", 50_000)
    with pytest.raises(DataError, match=r"line 1: longer than 1000 bytes"):
        load(write(tmp_path / "a.jsonl.gz", ["0" * 10_000_000]))
    rows = [{"task_id": "a", "completion": "x" * 900}] * 60
    with pytest.raises(DataError, match="more than 50000 bytes"):
        load(write(tmp_path / "b.jsonl.gz", rows))
    assert load(write(tmp_path / "c.jsonl.gz", rows[:50]), 50).describe()["n_answers"] == 50


@pytest.mark.parametrize("keep", [2, 9, 30, -1])
def test_damaged_gzip_data(tmp_path: Path, keep: int) -> None:
    path = write(tmp_path / "x.jsonl.gz", [{"task_id": "a", "completion": "x" * 50}])
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DataError, match=r"line \d: damaged gzip data|no answer at all"):
        load(path)


def test_half_a_character_is_replaced_and_a_pair_joined(tmp_path: Path) -> None:
    line = '{"task_id": "a", "completion": "\\ud83d\\ude00 \\uD800"}'
    (row,) = ask(load(write(tmp_path / "x.jsonl", [line])), ("a", 0))
    assert row.text == "\U0001f600 \ufffd"


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        load(tmp_path / "missing.jsonl")
    with pytest.raises(DataError, match="directory"):
        load(tmp_path)


ROW = b'{"task_id": "a", "completion": "Hi"}\n'


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b"\xef\xbb\xbf" + ROW, ["Hi"]),
        (b"\xef\xbb\xbf\r\n\r\n" + ROW.replace(b"\n", b"\r\n"), ["Hi"]),
        (b"  \n\t\n" + ROW, ["Hi"]),
        (b'{"task_id": "a", "completion": null}\n', [""]),
        (b'{"task_id": "a", "completion": null, "solution": null}\n', [""]),
        (b'{"task_id": "a", "solution": null}\n', [""]),
        (b'{"task_id": "a", "solution": null, "completion": "Hi"}\n', ["Hi"]),
        (b'{"task_id": "a", "completion": "Hi", "logprob": NaN}\n', ["Hi"]),
        (b'{"x": [-Infinity, {"y": Infinity}], "task_id": "a", "completion": "Hi"}\n', ["Hi"]),
        (b'{"task_id": "a", "completion": "no", "completion": "Hi"}\n', ["Hi"]),
        (b'{"task_id": "a", "task_id": "a", "completion": "Hi"}\n', ["Hi"]),
        (b'{"task_id": "a", "completion": ["Hi", null, "Ho"]}\n' + ROW, ["Hi", "", "Ho", "Hi"]),
        (b'{"task_id": "a", "completion": ["Hi"], "sample_index": 0}\n', ["Hi"]),
        (b'{"task_id": "a", "completion": []}\n' + ROW, ["Hi"]),
        (b'{"task_id": "a", "completion": "Hi", "meta": {"task_id": 3}, "n": 1e400}\n', ["Hi"]),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_an_odd_row_does_not_refuse_the_file(
    tmp_path: Path, content: bytes, texts: list[str], packed: bool
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(gzip.compress(content) if packed else content)
    rows = ask(load(path, len(texts)), *(("a", index) for index in range(len(texts))))
    assert [(row.text, row.finish_reason) for row in rows] == [(text, "stop") for text in texts]


@pytest.mark.parametrize(
    "encoding",
    ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
@pytest.mark.parametrize("name", ["x.jsonl", "x.json"])
def test_a_wide_encoding_is_named_with_the_command_that_converts_it(
    tmp_path: Path, encoding: str, name: str
) -> None:
    path = tmp_path / name
    data = ROW.decode().encode(encoding)
    path.write_bytes(data)
    with pytest.raises(DataError, match=rf"{name}: .*iconv -f \S+ -t UTF-8 ") as raised:
        load(path)
    named = re.search(r"iconv -f (\S+)", str(raised.value))
    assert named is not None
    assert data.decode(named[1]) == ROW.decode()


def test_a_file_that_begins_with_zeros_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\0\0\0\0" + ROW)
    with pytest.raises(DataError, match=r"x\.jsonl: not UTF-8 text: .*choose a text file"):
        load(path)


@pytest.mark.parametrize("number", ["3", "-3", "9" * 30])
def test_a_number_in_a_suite_without_numbers_is_an_unknown_task(
    tmp_path: Path, number: str
) -> None:
    line = f'{{"task_id": {number}, "completion": "x"}}'
    model = load(write(tmp_path / "x.jsonl", [line, {"task_id": "a", "completion": "x"}]))
    assert model.counts == {"a": 1}
    assert [f"were skipped; the first is '{number}'" in w for w in model.warnings] == [True]
    with pytest.raises(DataError, match=f"has '{number}', the suite has 'a'.*rename their task_id"):
        load(write(tmp_path / "y.jsonl", [line]))


def test_an_error_about_a_cut_off_file_says_that_it_is_cut_off(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", ["<html>404 not found</html>"], end="")
    with pytest.raises(DataError, match=r"answers none of the tasks.*dropped line 1"):
        load(path)


def test_a_label_is_one_line_without_control_characters(tmp_path: Path) -> None:
    path = write(tmp_path / "a\nb\x1b[31m.jsonl", [{"task_id": "a", "completion": "x"}])
    assert load(path).label == "replay:a b [31m"


HUMANEVAL = ["HumanEval/3", "HumanEval/30", "other"]


@pytest.mark.parametrize("spelled", ["3", '"3"', '"HumanEval/3"', '"03"'])
def test_a_number_is_the_task_whose_id_ends_with_it(tmp_path: Path, spelled: str) -> None:
    path = write(tmp_path / "x.jsonl", [f'{{"task_id": {spelled}, "completion": "x"}}'])
    assert ReplayModel(path, HUMANEVAL, 1).counts == {"HumanEval/3": 1}


def test_a_number_of_no_task_is_left_aside_and_an_ambiguous_one_refused(tmp_path: Path) -> None:
    rows = [{"task_id": number, "completion": "x"} for number in (3, 4)]
    path = write(tmp_path / "x.jsonl", rows)
    (warning,) = ReplayModel(path, HUMANEVAL, 1).warnings
    assert "1 task ids" in warning and "'4'" in warning
    with pytest.raises(DataError, match=r"line 1: 3 may be HumanEval/3 or Mbpp/3; write the"):
        ReplayModel(path, ["HumanEval/3", "Mbpp/3"], 1)


def test_samples_are_counted_from_zero_in_the_order_of_their_index(tmp_path: Path) -> None:
    rows = [{"task_id": "a", "completion": str(i), "sample_index": i} for i in (9, 1, 4)]
    model = load(write(tmp_path / "x.jsonl", rows), 3)
    assert [row.text for row in ask(model, ("a", 0), ("a", 1), ("a", 2))] == ["1", "4", "9"]
    assert ["does not count 0, 1, 2" in warning for warning in model.warnings] == [True]


@given(st.binary(max_size=200))
@settings(deadline=None)  # the machine may be busy
def test_any_bytes_are_read_or_refused(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"any\.jsonl"):
        load(path)


@pytest.mark.parametrize("as_object", [True, False])
def test_lists_of_codes_by_problem_number(tmp_path: Path, as_object: bool) -> None:
    lists = [["a0", "a1"], ["b0", "b1"], ["of no task"]]
    codes = {str(i): samples for i, samples in enumerate(lists)} if as_object else lists
    path = tmp_path / "codes.json"
    path.write_text(json.dumps(codes))
    model = ReplayModel(path, ["HumanEval/1", "HumanEval/0"], 2)
    rows = ask(model, ("HumanEval/0", 0), ("HumanEval/0", 1), ("HumanEval/1", 1))
    assert [(row.text, row.is_code) for row in rows] == [("a0", True), ("a1", True), ("b1", True)]
    assert model.label == "replay:codes"
    assert ["problem 2" in warning for warning in model.warnings] == [True]


def test_lists_of_codes_for_a_suite_without_numbers(tmp_path: Path) -> None:
    path = tmp_path / "codes.json.gz"
    path.write_bytes(gzip.compress(json.dumps([["first"], ["second", None], []]).encode()))
    rows = ask(load(path, 2), ("b", 0), ("a", 0), ("b", 1), ("c", 0))
    assert [row.text for row in rows] == ["second", "first", "", ""]
    assert [row.finish_reason for row in rows] == ["stop", "stop", "stop", "missing"]


@pytest.mark.parametrize("content", ["{", '{"0": "code"}', '[["x"], 3]', "[" * 9000, '"x"', ""])
def test_json_of_another_form(tmp_path: Path, content: str) -> None:
    path = tmp_path / "codes.json"
    path.write_text(content)
    with pytest.raises(DataError, match=r"codes\.json: not JSON of the form"):
        load(path)
