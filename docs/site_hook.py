"""A hook of mkdocs.yml: generated pages, and links as the repository's own pages write them.

The pages under docs/ are written to be read in the repository, where a link may lead to any file.
On the site such a link leads to that file in the repository, or to the page made from it. The hook
warns of a link to a missing file, and `mkdocs build --strict` turns the warning into an error.
"""

from __future__ import annotations

import logging
import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
log = logging.getLogger("mkdocs.hooks.site")

# Pages of the site that are files at the root of the repository.
ROOT_PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "CODE_OF_CONDUCT.md": "code-of-conduct.md",
}
CLI_PAGE = "reference/cli.md"
# The public modules, each with a page of its own.
API = {
    "reference/effbench.md": "effbench",
    "reference/reward.md": "effbench.reward",
    "reference/authoring.md": "effbench.authoring",
    "reference/attacks.md": "effbench.attacks",
    "reference/peers.md": "effbench.stats.peers",
    "reference/submissions.md": "effbench.submissions",
    "reference/leaderboard.md": "effbench.leaderboard",
    "reference/models.md": "effbench.models",
    "reference/sandbox.md": "effbench.sandbox",
}
# The public names of modules without `__all__`, and the packages whose modules are the API.
MEMBERS = {
    "effbench": ["load"],
    "effbench.authoring": ["Task"],
}
WITH_SUBMODULES = {"effbench.stats.peers"}

_FENCE = re.compile(r"^ *```.*?^ *```$", re.M | re.S)
_LINK = re.compile(r"(\]\()(?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?(\))")
_BULLET = re.compile(r"(?:[-*]|\d+\.) ")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the decisions to the navigation by number; a new one needs no line in mkdocs.yml."""
    assert config.nav is not None
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    config.nav.append({"Decisions": [f"decisions/{file.name}" for file in decisions]})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made from other files."""
    for name, page in ROOT_PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    files.append(File.generated(config, CLI_PAGE, content=_cli_reference()))
    for page, module in API.items():
        files.append(File.generated(config, page, content=_api_text(module)))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Warn of a page that the navigation leaves out, because readers would not find it."""
    named = {page.file.src_uri for page in nav.pages}
    for file in files.documentation_pages():
        if file.inclusion.is_included() and file.src_uri not in named:
            log.warning("docs/%s is not in mkdocs.yml's nav", file.src_uri)
    return nav


def on_page_markdown(text: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Rewrite links, and set lists off as Python-Markdown needs them."""
    if page.file.src_uri.startswith("reference/"):
        return text
    source = _source_of(page.file.src_uri)

    def link(match: re.Match[str]) -> str:
        target = _target(match[2], source, page.file.src_uri, config, files)
        return f"{match[1]}{target}{match[3] or ''}{match[4]}"

    return _outside_fences(text, lambda part: _LINK.sub(link, _lists_set_off(part)))


def _source_of(page: str) -> str:
    """The path in the repository of the file that a page is made from."""
    for name, made in ROOT_PAGES.items():
        if made == page:
            return name
    return f"docs/{page}"


def _target(link: str, source: str, page: str, config: MkDocsConfig, files: Files) -> str:
    """The link on the site for a relative link in the repository."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), link))
    if path.startswith("..") or not (ROOT / path).exists():
        log.warning("%s links to %s, and there is no %s", source, link, path)
        return link
    inside = path.removeprefix("docs/") if path.startswith("docs/") else ROOT_PAGES.get(path)
    if inside is not None and files.get_file_from_path(inside) is not None:
        return posixpath.relpath(inside, posixpath.dirname(page) or ".")
    kind = "tree" if (ROOT / path).is_dir() else "blob"
    return f"{config.extra['repository']}/{kind}/main/{path}"


def _lists_set_off(text: str) -> str:
    """An empty line before each list that follows a paragraph's line directly."""
    lines: list[str] = []
    for line in text.split("\n"):
        before = lines[-1] if lines else ""
        in_list = bool(_BULLET.match(before.lstrip())) or before.startswith(" ")
        if _BULLET.match(line) and line[0] in "-*" and before.strip() and not in_list:
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _outside_fences(text: str, change: Any) -> str:
    made, end = [], 0
    for fence in _FENCE.finditer(text):
        made += [change(text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*made, change(text[end:])])


def _cli_reference() -> str:
    folder = str(Path(__file__).resolve().parent)
    sys.path.insert(0, folder)
    try:
        from make_cli_reference import reference
    finally:
        sys.path.remove(folder)
    return str(reference())


def _api_text(module: str) -> str:
    options = [f"::: {module}", "    options:", "      heading_level: 1"]
    if module in WITH_SUBMODULES:
        options += ["      show_submodules: true"]
    if module in MEMBERS:
        options += [f"      members: {MEMBERS[module]}"]
    return "\n".join(options) + "\n"
