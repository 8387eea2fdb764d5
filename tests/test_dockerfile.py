"""The Dockerfile without a container engine: its text, and its steps in a new Debian root.

The plain tests read the text: copied sources exist, and every command comes from the base image or
an earlier step. The nightly test makes a root with debootstrap and executes the steps in it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import ssl
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = ROOT / "Dockerfile"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BASE_IMAGE_HAS = {"apt-get", "rm", "mkdir", "chown", "useradd"}
PACKAGE_HAS = {"python3": {"python3"}, "git": {"git"}, "bubblewrap": {"bwrap"}}
KNOWN = {"FROM", "RUN", "COPY", "WORKDIR", "USER", "ARG", "ENV", "ENTRYPOINT", "CMD"}


def instructions() -> list[tuple[str, str]]:
    """(keyword, the rest) of each instruction, with continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.M)
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines if line.strip()]


def commands(run: str) -> Iterator[list[str]]:
    """Yield the words of each command of a RUN, whose commands may be joined only by `&&`."""
    for part in run.split("&&"):
        assert not set(part) & set(";|`"), f"only && joins commands here: {part}"
        yield shlex.split(part)


def copied() -> set[str]:
    return {
        word for key, rest in instructions() if key == "COPY" for word in shlex.split(rest)[:-1]
    }


def extras(requirement: str) -> set[str]:
    found = re.search(r"\[([\w,]+)\]", requirement)
    assert found, requirement
    return set(found[1].split(","))


def test_every_instruction_is_one_that_these_tests_understand() -> None:
    assert {keyword for keyword, _ in instructions()} <= KNOWN
    assert instructions()[0][0] == "FROM"


def test_the_sources_that_are_copied_exist() -> None:
    assert copied()
    for source in copied():
        assert (ROOT / source).exists(), source


def test_every_part_of_the_wheel_is_copied() -> None:
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    project = PYPROJECT["project"]
    parts = {*wheel["packages"], *wheel["force-include"], project["readme"]}
    assert parts | {*project["license-files"], "pyproject.toml"} <= copied()


def test_copied_sources_are_in_the_build_context() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert copied() <= {line.removeprefix("!") for line in ignored if line.startswith("!")}


def test_commands_come_from_the_base_image_or_an_earlier_step() -> None:
    there = set(BASE_IMAGE_HAS)
    for words in (w for key, rest in instructions() if key == "RUN" for w in commands(rest)):
        assert words[0] in there, f"no earlier step installs {words[0]}"
        if words[:2] == ["apt-get", "install"]:
            for package in words[2:]:
                there |= PACKAGE_HAS.get(package, set())
        if words[:3] == ["python3", "-m", "venv"]:
            there |= {f"{words[3]}/bin/{name}" for name in ("pip", "python")}


def test_the_entry_point_and_the_extras_exist() -> None:
    (entry,) = [json.loads(rest) for key, rest in instructions() if key == "ENTRYPOINT"]
    assert entry == ["effbench"] and "effbench" in PYPROJECT["project"]["scripts"]
    arguments = dict(rest.split("=") for key, rest in instructions() if key == "ARG")
    assert set(arguments["EXTRAS"].split(",")) <= set(PYPROJECT["project"]["optional-dependencies"])


def test_the_container_runs_as_an_ordinary_user() -> None:
    assert [rest for key, rest in instructions() if key == "USER"][-1] == "effbench"


def test_the_development_container_uses_a_stage_that_exists() -> None:
    text = (ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8")
    made = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))
    stages = [rest.split(" AS ")[1] for key, rest in instructions() if key == "FROM"]
    assert made["build"]["target"] in stages
    assert made["build"]["target"] != stages[-1], "the last stage is what `docker build` makes"
    folder = ROOT / ".devcontainer"
    assert (folder / made["build"]["dockerfile"]).resolve() == DOCKERFILE
    assert extras(made["postCreateCommand"]) <= set(PYPROJECT["project"]["optional-dependencies"])
    lifted = {"seccomp=unconfined", "apparmor=unconfined"}
    assert lifted <= set(made["runArgs"]), "tier T1 needs user namespaces and mounts"


def lacking() -> str | None:
    """Return the reason why the steps can't be executed here, or None."""
    if os.name != "posix" or os.geteuid() != 0:
        return "executing the Dockerfile's steps needs root, for chroot"
    if shutil.which("debootstrap") is None or shutil.which("chroot") is None:
        return "executing the Dockerfile's steps needs debootstrap and chroot"
    return None


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_the_steps_work_in_a_debian_root(tmp_path: Path) -> None:
    """Execute all stages in one root, in order: later stages only add to earlier ones."""
    if (reason := lacking()) is not None:
        pytest.skip(reason)
    machine = Machine(tmp_path / "root")
    machine.make()
    for keyword, rest in instructions():
        machine.do(keyword, rest)
    assert "effbench" in machine.run(["effbench", "--version"])
    tasks = json.loads(machine.run(["effbench", "tasks", "list", "--json"]))
    assert {task["id"] for task in tasks} == {file.stem for file in ROOT.glob("tasks/*.py")}
    assert machine.user == "effbench" and machine.folder == PurePosixPath("/work")
    machine.run(["bwrap", "--version"])
    machine.run(["sh", "-c", "echo 1 > results"])


class Machine:
    """A Debian root in a folder, and the state that a Dockerfile's instructions change."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = PurePosixPath("/")
        self.user = "root"
        self.variables = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND": "noninteractive",
            **{name: value for name, value in os.environ.items() if _of_the_network(name)},
        }

    def make(self) -> None:
        image = instructions()[0][1].split()[0]
        release = re.fullmatch(r"debian:(\w+)-slim", image)
        assert release, f"{image} is not an image that debootstrap can make"
        words = ["debootstrap", "--variant=minbase", release[1], str(self.root), *_mirror()]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0 and "Failed getting release file" in done.stdout + done.stderr:
            pytest.skip(f"no mirror of Debian {release[1]} answers here")
        assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
        # The root uses the same name servers and package indexes as this machine.
        for name in ("etc/resolv.conf", "etc/hosts", "etc/pip.conf"):
            if Path("/", name).is_file():
                shutil.copyfile(Path("/", name), self.root / name)
        certificates = os.environ.get("PIP_CERT") or ssl.get_default_verify_paths().cafile
        if certificates:
            shutil.copyfile(certificates, self.root / "etc/certificates-of-the-host.crt")
            self.variables["PIP_CERT"] = "/etc/certificates-of-the-host.crt"

    def do(self, keyword: str, rest: str) -> None:
        if keyword == "FROM":
            self.folder, self.user = PurePosixPath("/"), "root"
        elif keyword == "RUN":
            self.run(["sh", "-euc", rest])
        elif keyword == "WORKDIR":
            self.folder /= rest
            self._inside("").mkdir(parents=True, exist_ok=True)
        elif keyword == "USER":
            self.user = rest
        elif keyword in ("ARG", "ENV"):
            name, _, value = rest.partition("=")
            (value,) = shlex.split(value)
            self.variables[name] = value.replace("$PATH", self.variables["PATH"])
        elif keyword == "COPY":
            *sources, target = shlex.split(rest)
            for source in sources:
                self._copy(ROOT / source, target)

    def run(self, words: list[str]) -> str:
        """Run a command inside, as the current user, and return what it prints."""
        setting = ["env", "-i", f"--chdir={self.folder}"]
        setting += [f"{name}={value}" for name, value in self.variables.items()]
        chroot = ["chroot", f"--userspec={self.user}:{self.user}", str(self.root)]
        done = subprocess.run([*chroot, *setting, *words], capture_output=True, text=True)
        assert done.returncode == 0, f"{words}\n{(done.stdout + done.stderr)[-4000:]}"
        return done.stdout

    def _inside(self, path: str) -> Path:
        return self.root / str(self.folder / path).lstrip("/")

    def _copy(self, source: Path, target: str) -> None:
        place = self._inside(target)
        if source.is_dir():
            skip = shutil.ignore_patterns("__pycache__", "_bundled")
            shutil.copytree(source, place, ignore=skip, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, place / source.name if target.endswith("/") else place)


def _of_the_network(name: str) -> bool:
    if name in ("PIP_CONSTRAINT", "PIP_CERT"):  # paths of this machine
        return False
    return name.startswith("PIP_") or name.lower() in ("http_proxy", "https_proxy", "no_proxy")


def _mirror() -> list[str]:
    """Return the mirror that this machine's apt uses for its own release; empty if unknown."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    if shutil.which("apt-get") is None:
        return []
    found = subprocess.run(asked, capture_output=True, text=True).stdout.split()
    return [uri for uri in found if uri.rstrip("/").endswith("/debian")][:1]
