"""The paths that a zygote's configuration makes visible."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

import effbench
from effbench.base.errors import SandboxError, UsageError
from effbench.sandbox.host import bubblewrap, cage
from effbench.sandbox.host import visible as visible_folders
from effbench.sandbox.inside import interior

REPOSITORY = Path(effbench.__file__).resolve().parents[1]
STDLIB = Path(sysconfig.get_path("stdlib"))


def visible(config: dict[str, list[object]]) -> list[Path]:
    if config["tier"] == "T1":
        return [Path(str(pair[0])) for pair in config["binds"]]  # type: ignore[index]
    return [Path(str(path)) for path in config["readable"]]


@pytest.mark.parametrize("tier", ["T1", "T2"])
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


@pytest.mark.parametrize("tier", ["T1", "T2"])
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
    monkeypatch.setitem(visible_folders.NEEDS, "numpy", ("no_such_package",))
    with pytest.raises(SandboxError, match="pip install no_such_package"):
        cage.configuration("T1", ("numpy",))


def test_the_interpreter_is_the_one_below_any_virtual_environment() -> None:
    assert Path(cage.configuration("T1", ())["python"]).resolve() == Path(sys.executable).resolve()


def test_only_the_tiers_that_have_landlock_rely_on_it() -> None:
    landlock = {tier: cage.configuration(tier, ())["landlock"] for tier in ("T1", "T2", "T3", "T4")}
    assert landlock == {"T1": True, "T2": True, "T3": False, "T4": False}


@pytest.mark.parametrize("tier", ["T2", "T3", "T4"])
def test_of_a_folder_with_many_packages_only_the_allowed_ones_are_found(tier: str) -> None:
    config = cage.configuration(tier, ("numpy",))
    assert config["packages"] == ["numpy"] and config["path"] == []
    finder = interior.AllowedPackages(config["packages"], config["package_folders"])
    assert finder.find_spec("numpy") is not None
    assert finder.find_spec("numpy.linalg", ["numpy"]) is None  # its parent knows where it is
    for name in ("scipy", "effbench", "pytest", "os"):
        assert finder.find_spec(name) is None


def test_at_t1_children_open_nothing_of_the_harness(monkeypatch: pytest.MonkeyPatch) -> None:
    """bubblewrap's root holds the interpreter and the zygote's code; Landlock denies both."""
    config = cage.configuration("T1", ("numpy",), "bwrap")
    monkeypatch.setitem(config, "bwrap", "bwrap")
    command = bubblewrap.command(config, "/somewhere/sandbox")
    place = command.index(bubblewrap.HARNESS)
    assert command[place - 2 : place] == ["--ro-bind", "/somewhere/sandbox"]
    for path in (bubblewrap.HARNESS, config["python"], "/"):
        assert not any(Path(path).is_relative_to(allowed) for allowed in config["readable"])
        assert path not in config["listable"]


def test_bubblewrap_gets_a_root_that_is_read_only_and_has_no_proc() -> None:
    config = cage.configuration("T1", (), "bwrap") | {"bwrap": "bwrap"}
    command = bubblewrap.command(config, "/somewhere/sandbox")
    assert command[-5:] == ["--remount-ro", "/", "--chdir", "/", "--"]
    assert not {"--bind", "--proc", "--dev", "--die-with-parent", "--share-net"} & set(command)
    writable = [command[i + 1] for i, word in enumerate(command) if word == "--dev-bind"]
    assert writable == ["/dev/null", "/dev/zero", "/dev/urandom"]
    for i, word in enumerate(command):
        if word == "--tmpfs":
            assert command[i + 2 : i + 4] == ["--remount-ro", command[i + 1]]
        if word == "--dir":
            assert command[i - 2 : i] == ["--perms", "0755"]
