"""Untrusted text is shown on one line; untrusted files are read within limits."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odd_files import ODD, put

from effbench.base import foreign
from effbench.base.errors import DataError
from effbench.base.foreign import one_line
from effbench.base.showing import shown


@given(st.text(st.characters(codec=None), max_size=2000), st.integers(1, 400))
def test_one_line(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert line.isprintable() and len(line) <= limit
    assert "  " not in line
    line.encode()


def test_long_text_ends_in_an_ellipsis() -> None:
    assert one_line("a" * 400, 10) == "a" * 9 + "…"
    assert one_line(ValueError("two\nlines")) == "two lines"


def test_shown_never_raises_and_stays_on_one_line() -> None:
    assert shown([1, 2]) == "[1, 2]"
    assert len(shown(list(range(10**4)))) == 300
    assert "\n" not in shown("a\nb") and "too long" in shown(10**5000)


@pytest.mark.parametrize("packed", [False, True])
def test_lines_and_content_are_the_files_own(tmp_path: Path, packed: bool) -> None:
    data = b"one\n\ntwo"
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(data) if packed else data)
    assert list(foreign.lines(path)) == [(1, b"one\n"), (2, b"\n"), (3, b"two")]
    assert foreign.content(path) == data


def test_what_is_too_long_or_damaged_or_absent_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"0123456789\n" * 3)
    with pytest.raises(DataError, match="line 1: longer than 5 bytes; shorten or remove it"):
        list(foreign.lines(path, 5))
    monkeypatch.setattr(foreign, "MAX_FILE_BYTES", 20)
    with pytest.raises(DataError, match="more than 20 bytes"):
        list(foreign.lines(path))
    with pytest.raises(DataError, match="more than 20 bytes"):
        foreign.content(path)
    path.write_bytes(gzip.compress(b"abc" * 9)[:-9])
    for read in (lambda: list(foreign.lines(path)), lambda: foreign.content(path)):
        with pytest.raises(DataError, match="damaged gzip data"):
            read()
    with pytest.raises(DataError, match="can't be read: No such file"):
        foreign.content(tmp_path / "absent")
    with pytest.raises(DataError, match="can't be read: Is a directory"):
        foreign.content(tmp_path)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    put(kind, path)
    for read in (
        lambda: list(foreign.lines(path)),
        lambda: foreign.content(path),
    ):
        with pytest.raises(DataError, match=re.escape(str(path))):
            read()
    with pytest.raises(OSError):
        foreign.read_file(path)
    if kind != "a terabyte":  # a sparse regular file can be opened
        with pytest.raises(OSError):
            foreign.open_file(path)
        with pytest.raises(OSError):
            foreign.sha256_of(path)


def test_links_are_followed_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("file")
    assert foreign.read_file(tmp_path / "link") == b"abc"
    with pytest.raises(OSError, match="a symbolic link"):
        foreign.read_file(tmp_path / "link", follow=False)
    assert foreign.read_file(tmp_path / "file", 3, follow=False) == b"abc"
    with pytest.raises(OSError, match="larger than 2 bytes"):
        foreign.read_file(tmp_path / "file", 2)


def test_the_kind_is_looked_at_again_when_the_file_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe may have replaced the file by the time it is opened."""
    path, pipe = tmp_path / "file", tmp_path / "pipe"
    path.write_bytes(b"abc")
    os.mkfifo(pipe)
    real = os.open
    monkeypatch.setattr(os, "open", lambda _, flags: real(pipe, flags))
    descriptors = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError, match="a named pipe"):
        foreign.open_file(path)
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_file_that_grows_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a" * 10)
    real = os.fstat

    def growing(fd: int) -> os.stat_result:
        found = real(fd)
        with path.open("ab") as more:
            more.write(b"a" * 100)
        return found

    monkeypatch.setattr(os, "fstat", growing)
    with pytest.raises(OSError, match="larger than 50 bytes"):
        foreign.read_file(path, 50)


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc" * 1_000_000)
    assert foreign.sha256_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_text_is_read_as_python_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes("ä\r\nb\rc\n".encode())
    assert foreign.read_text(path) == path.read_text(encoding="utf-8")


def test_the_package_opens_files_of_others_by_this_alone() -> None:
    """No module reads a path in another way, except for the user's own files and effbench's."""
    own = {
        "machine/facts.py", "machine/environment.py", "machine/instruments/perf.py",
        "machine/instruments/cachegrind.py",
        "recipe/training.py", "executors/ray/version.py", "tasks/datasets/enamel.py",
        "tasks/datasets/forwarding.py", "leaderboard/page.py", "submissions/suites.py",
        "cli/guard.py", "base/foreign.py", "reward/server/serving.py",
        "base/confined.py", "base/plugins.py",
    }  # fmt: skip
    package = Path(foreign.__file__).parents[1]
    reads = re.compile(r"\.read_bytes\(\)|\.read_text\(|\.open\(\"r|(?<![\w.])(?<!def )open\(")
    for path in package.rglob("*.py"):
        name = str(path.relative_to(package))
        if name in own or name.startswith("sandbox/") or name == "gates/attacks.py":
            continue
        found = [line for line in path.read_text().splitlines() if reads.search(line)]
        found = [line for line in found if '"rb+"' not in line]  # store calls `open_file` first
        assert not found, f"{name}: use foreign.open_file or read_file: {found}"
