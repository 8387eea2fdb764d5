"""The scratch folder's device number: drawn in the same way for the first folder and later ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from effbench.sandbox.inside import kernel, programs, scratch


class Mounts:
    """A kernel that gives each file system the lowest free device number."""

    def __init__(self, taken: set[int]) -> None:
        self.taken = set(taken)
        self.mounted: dict[str, list[int]] = {}

    def mount(self, source: str, target: str, *_: object) -> None:
        number = next(n for n in range(1, 1000) if n not in self.taken)
        self.taken.add(number)
        self.mounted.setdefault(target, []).append(number)

    def unmount(self, target: str) -> None:
        self.taken.remove(self.mounted[target].pop())

    def number(self) -> int:
        (found,) = self.mounted[scratch.FOLDER]
        return found


@pytest.fixture
def mounts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mounts]:
    made = Mounts({1, 2, 5, 9, 11})
    monkeypatch.setattr(kernel, "mount", made.mount)
    monkeypatch.setattr(kernel, "unmount", made.unmount)
    monkeypatch.setattr(scratch.os, "symlink", lambda *_: None)
    monkeypatch.setattr(scratch.os, "mkdir", lambda *_: None)
    yield made


def test_a_later_folder_s_number_is_drawn_like_the_first_one_s(
    mounts: Mounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, later = [], []
    for drawn in range(scratch._NUMBERS):
        monkeypatch.setattr(scratch, "_draw", lambda drawn=drawn: drawn)
        scratch.mount_folders()
        first.append(mounts.number())
        for number in (3, 0, drawn):
            monkeypatch.setattr(scratch, "_draw", lambda number=number: number)
            scratch.Scratch().renew()
        later.append(mounts.number())
        assert list(mounts.mounted.pop(scratch._ASIDE, [])) == []
        for target in (scratch.FOLDER, programs.FOLDER):
            mounts.unmount(target)
    assert first == later
    assert len(set(first)) == scratch._NUMBERS


def test_the_draw_reaches_every_number() -> None:
    assert {scratch._draw() for _ in range(2000)} == set(range(scratch._NUMBERS))
