"""An untrusted file: every fault is one DataError that names the file."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from replications import edited, opened, repacked, replication

from effbench.base.errors import DataError
from effbench.replicate.files import RECORD


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> bytes:
    return replication(tmp_path_factory.mktemp("made") / "good.zip").read_bytes()


@pytest.fixture
def file(good: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "theirs.zip"
    path.write_bytes(good)
    return path


def member(members: dict[str, bytes], name: str) -> str:
    return next(key for key in members if key.startswith("session-2/") and key.endswith(name))


def test_what_was_packed_is_read_back(file) -> None:
    found = opened(file)
    assert [len(s.summary.samples) for s in found.sessions] == [16, 16]
    assert found.record.label == "a" and found.profile == "standard"


def test_the_file_holds_no_code(file) -> None:
    with zipfile.ZipFile(file) as archive:
        assert not any("code" in name for name in archive.namelist())
        for name in archive.namelist():
            data = archive.read(name)
            text = gzip.decompress(data) if name.endswith(".gz") else data
            assert b"return sum" not in text


@pytest.mark.parametrize(
    "data", [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 100, b"\x1f\x8b junk"], ids=range(4)
)
def test_other_files_are_no_archive(tmp_path, data) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"x\.zip: "):
        opened(path)


def test_folders_and_missing_files(tmp_path) -> None:
    with pytest.raises(DataError, match=r"a folder; name the \.zip"):
        opened(tmp_path)
    with pytest.raises(DataError, match="can't be read: No such file"):
        opened(tmp_path / "none.zip")


def test_every_cut_of_the_archive_is_refused(file, good) -> None:
    for end in range(0, len(good) - 1, max(1, len(good) // 6)):
        file.write_bytes(good[:end])
        with pytest.raises(DataError, match=r"theirs\.zip"):
            opened(file)


def test_flipped_bytes_are_refused_or_change_nothing(file, good) -> None:
    for place in range(40, len(good), len(good) // 12):
        spoiled = bytearray(good)
        spoiled[place] ^= 0x55
        file.write_bytes(spoiled)
        try:
            found = opened(file)
        except DataError as error:
            assert "theirs.zip" in str(error) and "\n" not in str(error)
        else:
            assert len(found.sessions) == 2


@pytest.mark.parametrize(
    "name", ["../evil.json", "/etc/evil", "session-1/2026-01-02/code.jsonl.gz", "session-0/x", "x"]
)
def test_a_member_of_another_name_is_refused(file, name) -> None:
    def change(members) -> None:
        members[name] = b"{}"

    with pytest.raises(DataError, match="is no part of a replication"):
        opened(repacked(file, change))


def test_a_member_that_unpacks_to_too_much_is_refused(file) -> None:
    def change(members) -> None:
        members[RECORD] = b" " * (200 << 10)

    with pytest.raises(DataError, match="more than 65536 bytes"):
        opened(repacked(file, change))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"schema_version": 9}, "upgrade effbench"),
        ({"protocol": 2}, "protocol 2"),
        ({"label": ""}, "label: empty"),
        ({"label": "a\x1b[31m"}, "printable"),
        ({"label": "a" * 81}, "at most 80"),
        ({"label": 3}, "label"),
        ({"sets": []}, "sets"),
        ({"sets": [{"name": "fast", "first": 0, "count": 1}] * 2}, "sets"),
        ({"sets": [{"name": "fast", "first": 1, "count": 1}]}, "does not follow"),
        ({"sets": [{"name": "fast", "first": 0, "count": 10**9}]}, "does not follow"),
        ({"sets": [{"name": "fast", "first": 0, "count": 3}]}, "2 samples a task"),
        ({"sessions": []}, "0 sessions, but 2"),
    ],
)
def test_a_record_that_is_not_as_it_should_be(file, fields, words) -> None:
    with pytest.raises(DataError, match=rf"theirs\.zip.*{words}"):
        opened(edited(file, **fields))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999"])
def test_numbers_that_are_not_finite_are_refused(file, text) -> None:
    def change(members) -> None:
        record = members[RECORD].decode()
        members[RECORD] = record.replace('"load_before": 0.1', f'"load_before": {text}').encode()

    with pytest.raises(DataError, match=r"theirs\.zip: replication\.json"):
        opened(repacked(file, change))


def test_a_session_that_a_submission_would_not_be_is_named(file) -> None:
    def change(members) -> None:
        name = member(members, "summary.json")
        data = json.loads(members[name])
        data["samples"][0]["efficiency"] = 1.3
        members[name] = json.dumps(data).encode()

    with pytest.raises(DataError, match=r"theirs\.zip: session-2: .*summary\.json"):
        opened(repacked(file, change))


def test_times_that_were_changed_are_found(file) -> None:
    def change(members) -> None:
        name = member(members, "timings.jsonl.gz")
        text = gzip.decompress(members[name]).replace(b'"cpu_ns":1', b'"cpu_ns":2')
        members[name] = gzip.compress(text)

    with pytest.raises(DataError, match=r"theirs\.zip: session-2"):
        opened(repacked(file, change))


def test_sessions_are_numbered_from_one(file) -> None:
    def change(members) -> None:
        for name in [name for name in members if name.startswith("session-1/")]:
            del members[name]

    with pytest.raises(DataError, match="its sessions are not session-1"):
        opened(repacked(file, change))
