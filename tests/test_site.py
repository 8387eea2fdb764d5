"""The documentation site: it builds without a warning, and its generated pages are complete."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

from effbench.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
NO_MKDOCS = "the documentation site needs mkdocs (the extra docs)"


def script(name: str) -> ModuleType:
    """Import a module of docs/, which is not a package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def every_command(command: Any, name: str) -> dict[str, Any]:
    found = {name: command}
    for child, own in getattr(command, "commands", {}).items():
        found |= every_command(own, f"{name} {child}")
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for module in ("mkdocs", "material", "mkdocstrings", "mkdocstrings_handlers.python"):
        pytest.importorskip(module, reason=NO_MKDOCS)
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-6000:]
    return out


def test_the_command_line_reference_has_every_command_and_option() -> None:
    text = script("make_cli_reference").reference()
    commands = every_command(typer.main.get_command(app), "effbench")
    assert len(commands) > 20
    sections = dict(re.findall(r"^## `(.+)`\n((?:(?!^## ).*\n)*)", text, re.M))
    assert set(sections) == set(commands)
    for name, command in commands.items():
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("-"):
                    assert option in sections[name], f"{name}: {option}"


def test_help_that_looks_like_markup_is_escaped() -> None:
    module = script("make_cli_reference")
    assert module._text("a <b> *c*\n d_e `f_*`") == r"a \<b> \*c\* d\_e `f_*`"
    assert module._cell("a|b") == r"a\|b"


@pytest.mark.slow
def test_it_builds_strictly_and_has_every_page(site: Path) -> None:
    assert "effbench" in (site / "index.html").read_text(encoding="utf-8")
    for page in ROOT.joinpath("docs").rglob("*.md"):
        name = "index" if page.stem == "README" else page.stem
        made = site / page.relative_to(ROOT / "docs").with_name(f"{name}.html")
        assert made.is_file(), page
    for name in ("contributing", "changelog", "security", "code-of-conduct", "reference/cli"):
        assert (site / f"{name}.html").is_file()


@pytest.mark.slow
def test_the_reference_names_what_is_public(site: Path) -> None:
    import effbench.attacks
    import effbench.reward

    for page, module in (("reward", effbench.reward), ("attacks", effbench.attacks)):
        text = (site / f"reference/{page}.html").read_text(encoding="utf-8")
        for name in module.__all__:
            assert f'id="{module.__name__}.{name}"' in text, f"{page}: {name}"
    assert 'id="effbench.load"' in (site / "reference/effbench.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    loaded = re.compile(r"<(?:script|img|iframe)[^>]*\ssrc=\"?(?:https?:)?//[^>]*>")
    styles = re.compile(r"<link[^>]*rel=\"?(?:stylesheet|preconnect)[^>]*href=\"?(?:https?:)?//")
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not loaded.findall(text) and not styles.findall(text), page
        assert 'data-md-component="source"' not in text, "its script loads from GitHub"


@pytest.mark.slow
def test_links_out_of_the_documentation_lead_to_the_repository(site: Path) -> None:
    text = (site / "threat-model.html").read_text(encoding="utf-8")
    assert "https://github.com/effbench/effbench/tree/main/attacks" in text
    assert not re.findall(r'href="?(?:\.\./)+(?:attacks|effbench|benchmarks)/', text)


def test_a_link_to_a_file_that_does_not_exist_is_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pytest.importorskip("mkdocs", reason=NO_MKDOCS)
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    hook = script("site_hook")
    config = MkDocsConfig()
    config.extra = {"repository": "https://example.org/repository"}

    def target(link: str, source: str = "docs/metrics.md", page: str = "metrics.md") -> str:
        return str(hook._target(link, source, page, config, Files([])))

    assert target("../LICENSE") == "https://example.org/repository/blob/main/LICENSE"
    assert target("../tasks") == "https://example.org/repository/tree/main/tasks"
    assert not caplog.records
    assert target("../no_such_file.py") == "../no_such_file.py"
    assert "there is no no_such_file.py" in caplog.text


def test_lists_are_set_off_and_fences_left_alone() -> None:
    pytest.importorskip("mkdocs", reason=NO_MKDOCS)
    hook = script("site_hook")
    text = "words:\n- one\n  more\n- two\n\n```text\nwords:\n- one\n```\n"
    changed = hook._outside_fences(text, hook._lists_set_off)
    assert changed == "words:\n\n- one\n  more\n- two\n\n```text\nwords:\n- one\n```\n"
