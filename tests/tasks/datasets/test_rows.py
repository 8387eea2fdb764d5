"""Rows of sets: files of several kinds, folders, the Hub's library, and malformed rows."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.base.errors import DataError, UsageError
from effbench.tasks.datasets import rows

WHAT = "give that file"
A, B = {"id": "a", "text": "x"}, {"id": "b", "text": "y"}


def read(source: Path | str, split: str = "test") -> list[rows.Row]:
    return rows.read(Path(source), {"text": str}, WHAT, split, lambda row, place: row["id"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("set.jsonl", f"{json.dumps(A)}\n\n{json.dumps(B)}"),
        ("set.json", json.dumps([A, B])),
        ("set.json", f"{json.dumps(A)}\n{json.dumps(B)}\n"),
        ("set", f"{json.dumps(A)}\n{json.dumps(B)}\n"),
    ],
)
def test_files(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert [row.id for row in read(path)] == ["a", "b"]
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(content.encode()))
    assert [row["text"] for row in read(packed)] == ["x", "y"]


def test_a_folder_as_the_hub_lays_it_out(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "README.md").write_text("# a card\n")
    (tmp_path / "data" / "train-0.jsonl").write_text(json.dumps(A))
    (tmp_path / "data" / "test-0.jsonl").write_text(json.dumps(B))
    assert [row.id for row in read(tmp_path)] == ["b"]
    assert [row.id for row in read(tmp_path, "eval")] == ["b", "a"]


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="file in this folder; give that file"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it has no problems"),
        ("{", "line 1: not JSON"),
        ("[1]", "line 1: a list instead of an object"),
        (json.dumps(A | {"text": 3}), "line 1, task a: no field 'text' of type str"),
        (json.dumps({"text": "x"}), "task"),
        (json.dumps(A) + "\n" + json.dumps(A), "line 2: task a already occurs"),
        (json.dumps(A | {"id": "a\n\x1b[31mb"}), "is not a valid task id"),
        (json.dumps(A | {"id": ""}), "is not a valid task id"),
        (json.dumps(A | {"id": [1]}), "is not a valid task id"),
        (json.dumps(A | {"id": "a" * 1000}), "is not a valid task id"),
        ('{"id": "a", "text": ' + "[" * 100_000, "not JSON"),
    ],
)
def test_malformed(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(content)
    with pytest.raises(DataError, match=words) as caught:
        rows.read(path, {"text": str}, WHAT, "test", lambda row, place: row.get("id"))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 800


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"can't be read.*give that file"):
        read(tmp_path / "nowhere.jsonl")


def test_the_hub_is_asked_for_a_revision_and_never_for_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def load_dataset(name: str, **options: Any) -> list[Mapping[str, Any]]:
        asked.append((name, options))
        if "broken" in name:
            raise RuntimeError("Dataset scripts are no longer supported\nat all")
        return [A]

    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=load_dataset))
    assert [row.id for row in read("hf:some/set@v2")] == ["a"]
    assert [row.where for row in read("hf:some/set")] == ["hf:some/set, row 0"]
    assert asked == [
        ("some/set", {"split": "test", "revision": "v2"}),
        ("some/set", {"split": "test", "revision": None}),
    ]
    with pytest.raises(DataError, match="no longer supported at all; download its files"):
        read("hf:some/broken")
    for name in ("hf:", "hf:alone", "hf:a/b/c", "hf:/b"):
        with pytest.raises(UsageError, match="write hf:OWNER/NAME"):
            read(name)


def test_libraries_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "set.parquet").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match=r"datasets library; install the extra"):
        read("hf:a/b")
    with pytest.raises(UsageError, match=r"parquet needs pyarrow; install the extra"):
        read(tmp_path / "set.parquet")


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra datasets)")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "test-0.parquet"
    parquet.write_table(pyarrow.Table.from_pylist([A, B]), path)
    assert [row.id for row in read(tmp_path)] == ["a", "b"]
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(DataError, match="not a parquet file"):
        read(path)


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_a_data_error(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.mktemp("rows") / "set.jsonl"
    path.write_bytes(data)
    with pytest.raises(DataError):
        read(path)


def test_digests_follow_the_content(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(A))
    before = read(path)[0].digest
    path.write_text(json.dumps(A | {"more": 1}))
    assert read(path)[0].digest != before


@pytest.mark.parametrize(
    ("given_id", "shown"),
    [("1_A.\xa0Étude", "1_A. Étude"), ("a\u202eb\u200b", "ab"), (7, "7"), ("日本", "日本")],
)
def test_ids_are_one_printable_line(tmp_path: Path, given_id: object, shown: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(A | {"id": given_id}))
    assert [row.id for row in read(path)] == [shown]
