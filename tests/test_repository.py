"""The repository's files for contributors and releases agree with each other."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import effbench

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
IN_A_CHECKOUT = pytest.mark.skipif(
    not (ROOT / ".github").is_dir(), reason="the source archive has no .github/ and no .ci/"
)
WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
FORMS = sorted(p for p in ROOT.glob(".github/ISSUE_TEMPLATE/*.yml") if p.name != "config.yml")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def load_yaml(path: Path) -> Any:
    yaml = pytest.importorskip("yaml", reason="needs PyYAML (the extra dev)")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def pins() -> dict[str, str]:
    lines = [line for line in read(".ci/constraints.txt").splitlines() if line[:1] != "#"]
    return {normal(name): version for name, version in (line.split("==") for line in lines)}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_version_stands_in_one_place_and_the_others_agree() -> None:
    assert "version" not in PYPROJECT["project"] and "version" in PYPROJECT["project"]["dynamic"]
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "effbench/__init__.py"
    version = effbench.__version__
    assert f"\nversion: {version}\n" in read("CITATION.cff")
    assert re.search(rf"^## {re.escape(version)} \(.+\)$", read("CHANGELOG.md"), re.M)


@IN_A_CHECKOUT
def test_a_release_needs_tag_version_citation_and_a_dated_section(tmp_path: Path) -> None:
    script = release_notes()
    (tmp_path / "effbench").mkdir()
    (tmp_path / "effbench/__init__.py").write_text('__version__ = "1.2.0"\n')
    (tmp_path / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 1.2.0\n")
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## 1.2.0 (2030-01-02)\n\n- New.\n\n## 1.1 (2029-01-01)\n")
    assert script.notes("v1.2.0", tmp_path) == "- New."
    with pytest.raises(SystemExit, match=r"the tag is v1\.3\.0"):
        script.notes("v1.3.0", tmp_path)
    changelog.write_text("## 1.2.0 (unreleased)\n\n- New.\n")
    with pytest.raises(SystemExit, match="needs the date"):
        script.notes("v1.2.0", tmp_path)
    changelog.write_text("## 1.2.0 (2030-01-02)\n\n## 1.1 (2029-01-01)\n\n- Old.\n")
    with pytest.raises(SystemExit, match="nothing stands below"):
        script.notes("v1.2.0", tmp_path)
    changelog.write_text("## 1.1 (2029-01-01)\n\n- Old.\n")
    with pytest.raises(SystemExit, match="towncrier build"):
        script.notes("v1.2.0", tmp_path)
    (tmp_path / "CITATION.cff").write_text("version: 1.1.0\n")
    with pytest.raises(SystemExit, match=r"CITATION\.cff says version 1\.1\.0"):
        script.notes("v1.2.0", tmp_path)


@IN_A_CHECKOUT
def test_the_release_script_reads_this_repository() -> None:
    script = release_notes()
    assert script.version_of(ROOT) == effbench.__version__
    _, text = script.section_of(effbench.__version__, read("CHANGELOG.md"))
    assert text.startswith("- ")


def release_notes() -> ModuleType:
    path = ROOT / ".github/scripts/release_notes.py"
    spec = importlib.util.spec_from_file_location("release_notes", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@IN_A_CHECKOUT
@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_least_rights_and_pinned_actions(path: Path) -> None:
    flow = load_yaml(path)
    assert flow["permissions"] == {"contents": "read"}
    assert "group" in flow["concurrency"]
    for name, job in flow["jobs"].items():
        assert job["timeout-minutes"] <= 90, name
        for step in job["steps"]:
            action = step.get("uses", "a@v1")
            assert re.fullmatch(r"[\w./-]+@(v\d+|release/v\d+|[0-9a-f]{40})", action), action
            if action.startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False, f"{name} keeps its token"
            assert "${{ github.event" not in step.get("run", ""), "untrusted text in a shell"


@IN_A_CHECKOUT
def test_only_publishing_jobs_of_a_release_may_write() -> None:
    writing = {}
    for path in WORKFLOWS:
        for name, job in load_yaml(path)["jobs"].items():
            writing |= {f"{path.stem} {name}": job["permissions"]} if "permissions" in job else {}
    assert writing == {
        "release pypi": {"id-token": "write"},
        "release github": {"contents": "write"},
    }


@IN_A_CHECKOUT
def test_ci_runs_every_python_that_the_package_names() -> None:
    (ci,) = [load_yaml(path) for path in WORKFLOWS if path.name == "ci.yml"]
    tested = {row["python"] for row in ci["jobs"]["tests"]["strategy"]["matrix"]["include"]}
    assert {"3.11", "3.12", "3.13", "3.x"} <= tested
    assert ci["jobs"].keys() >= {"lint", "types", "tests", "docs", "package"}


@IN_A_CHECKOUT
@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_issue_forms_are_complete(path: Path) -> None:
    form = load_yaml(path)
    assert form["name"] and form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    ids = [field["id"] for field in fields]
    assert fields and len(ids) == len(set(ids))
    for field in fields:
        assert field["type"] in ("input", "textarea", "dropdown", "checkboxes")
        assert field["attributes"]["label"]
        if field["type"] in ("dropdown", "checkboxes"):
            assert len(field["attributes"]["options"]) > 0


@IN_A_CHECKOUT
def test_security_reports_are_sent_to_the_policy() -> None:
    assert len(FORMS) == 3
    links = load_yaml(ROOT / ".github/ISSUE_TEMPLATE/config.yml")["contact_links"]
    assert any(link["url"].endswith("/SECURITY.md") for link in links)


@IN_A_CHECKOUT
def test_constraints_are_exact_and_cover_what_ci_installs() -> None:
    found = pins()
    assert found and "torch" not in found and "effbench" not in found
    assert all(re.fullmatch(r"[\w.!]+", version) for version in found.values())
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"]]
    for extra in ("server", "test", "dev", "docs", "local", "datasets"):
        wanted += extras[extra]
    names = {normal(re.split(r"[<>=\[; ]", one, maxsplit=1)[0]) for one in wanted}
    assert names - {"effbench", "torch"} <= set(found)
    assert 'install --quiet "torch==' in read(".ci/run")


@IN_A_CHECKOUT
def test_pre_commit_leaves_alone_what_must_not_change() -> None:
    settings = load_yaml(ROOT / ".pre-commit-config.yaml")
    left_out = re.compile(settings["exclude"])
    wrong = next(ROOT.glob("reference_solutions/*/wrong/*.py"))
    submission = next(ROOT.glob("leaderboard/submissions/*/*/manifest.json"))
    for path in (next(ROOT.glob("attacks/*.py")), wrong, submission):
        assert left_out.search(path.relative_to(ROOT).as_posix()), path
    assert left_out.search("reference_solutions/lru_with_ttl/attempts/natural_1.py")
    for name in ("effbench/__init__.py", "README.md", next(ROOT.glob("tasks/*.py")).name):
        assert not left_out.search(name)
    hooks = [hook["id"] for repository in settings["repos"] for hook in repository["hooks"]]
    assert {"ruff-check", "ruff-format", "mypy", "end-of-file-fixer"} <= set(hooks)
    assert {"check-yaml", "check-toml", "check-added-large-files"} <= set(hooks)
    (ruff,) = [repo["rev"] for repo in settings["repos"] if "ruff" in repo["repo"]]
    assert ruff == f"v{pins()['ruff']}", "hook and CI need one version"


@IN_A_CHECKOUT
def test_pre_commit_accepts_its_settings() -> None:
    pytest.importorskip("pre_commit", reason="needs pre-commit (the extra dev)")
    words = [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nox_has_the_sessions_that_ci_names() -> None:
    pytest.importorskip("nox", reason="needs nox (the extra dev)")
    words = [sys.executable, "-m", "nox", "--list"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    listed = re.findall(r"^[*-] (\w+)", done.stdout, re.M)
    for name in ("lint", "types", "tests", "docs", "package"):
        assert name in listed


def test_changelog_fragments_have_the_types_that_their_readme_names() -> None:
    types = {kind["directory"] for kind in PYPROJECT["tool"]["towncrier"]["type"]}
    assert types == {"scores", "added", "changed", "fixed", "removed"}
    assert set(re.findall(r"^\| `(\w+)` \|", read("changelog.d/README.md"), re.M)) == types
    assert "<!-- towncrier release notes start -->" in read("CHANGELOG.md")
    for fragment in (ROOT / "changelog.d").iterdir():
        kinds = fragment.name.split(".")[1:-1]
        assert fragment.name in ("README.md", ".gitkeep") or set(kinds) & types, fragment.name
