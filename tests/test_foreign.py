"""Foreign text on one line, foreign files within bounds."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench import foreign
from effbench.errors import DataError
from effbench.foreign import one_line
from effbench.showing import shown


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
