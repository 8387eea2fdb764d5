"""What a zygote is told that it may see."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

import effbench
from effbench.errors import SandboxError, UsageError
from effbench.sandbox import cage

REPOSITORY = Path(effbench.__file__).resolve().parents[1]
STDLIB = Path(sysconfig.get_path("stdlib"))


def visible(config: dict[str, list[object]]) -> list[Path]:
    if config["tier"] == "T1":
        return [Path(str(pair[0])) for pair in config["binds"]]  # type: ignore[index]
    return [Path(str(path)) for path in config["readable"]]


@pytest.mark.parametrize("tier", cage.TIERS)
def test_the_standard_library_is_visible_and_the_repository_is_not(tier: str) -> None:
    config = cage.configuration(tier, ())
    assert any((STDLIB / "re").is_relative_to(p) for p in visible(config) if p.is_dir())
    for path in visible(config):
        assert not REPOSITORY.is_relative_to(path)
        assert not path.is_relative_to(REPOSITORY)
        for private in ("/home", "/root", "/etc", "/proc", "/sys", "/tmp", "/"):
            assert path != Path(private)


def test_installed_packages_are_covered_at_t1() -> None:
    config = cage.configuration("T1", ())
    covered = [Path(path) for path in config["covered"]]
    for folder in STDLIB.parent.glob("python3*/*-packages"):
        assert folder in covered
    assert config["path"] == []


def test_installed_packages_are_left_out_at_t2() -> None:
    config = cage.configuration("T2", ())
    for path in map(Path, config["readable"]):
        for folder in STDLIB.glob("*-packages"):
            assert not folder.is_relative_to(path)
    assert str(STDLIB) in config["listable"] or not list(STDLIB.glob("*-packages"))


@pytest.mark.parametrize("tier", cage.TIERS)
def test_packages_bring_what_they_need(tier: str) -> None:
    pandas = {path.name for path in visible(cage.configuration(tier, ("pandas",)))}
    assert {"pandas", "numpy", "dateutil"} <= pandas
    assert "scipy" not in pandas
    config = cage.configuration(tier, ("scipy",))
    assert {"scipy", "numpy"} <= {path.name for path in visible(config)}
    assert "scipy" in config["preload"]


def test_unknown_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="torch"):
        cage.configuration("T1", ("torch",))
    monkeypatch.setitem(cage._NEEDS, "numpy", ("no_such_package",))
    with pytest.raises(SandboxError, match="pip install no_such_package"):
        cage.configuration("T1", ("numpy",))


def test_the_interpreter_is_the_one_below_any_virtual_environment() -> None:
    assert Path(cage.configuration("T1", ())["python"]).resolve() == Path(sys.executable).resolve()
