"""The changelog's section of a release, for a tag: `release_notes.py v1.2.3`.

Exits with a message where the tag, `effbench.__version__`, CITATION.cff and the heading in
CHANGELOG.md disagree, or where that heading has no date yet. Needs the standard library alone.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def version_of(root: Path) -> str:
    """The version in effbench/__init__.py, which is read and not imported."""
    return _only(r'^__version__ = "([^"]+)"$', root / "effbench/__init__.py")


def section_of(version: str, changelog: str) -> tuple[str, str]:
    """The text in brackets in the heading of `version`, and the text below that heading."""
    headings = [*re.finditer(r"^## (\S+)(?: \((.*)\))?$", changelog, re.M)]
    ends = [heading.start() for heading in headings[1:]] + [len(changelog)]
    for heading, end in zip(headings, ends, strict=True):
        if heading[1] == version:
            return heading[2] or "", changelog[heading.end() : end].strip()
    raise SystemExit(f"CHANGELOG.md has no section '## {version}'; run: towncrier build")


def notes(tag: str, root: Path = ROOT) -> str:
    """The release's notes. Raises SystemExit with the first thing that does not agree."""
    version = version_of(root)
    if tag != f"v{version}":
        raise SystemExit(f"the tag is {tag}, and effbench/__init__.py says {version}")
    cited = _only(r"^version: (\S+)$", root / "CITATION.cff")
    if cited != version:
        raise SystemExit(f"CITATION.cff says version {cited}, and effbench/__init__.py {version}")
    when, text = section_of(version, (root / "CHANGELOG.md").read_text(encoding="utf-8"))
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", when):
        raise SystemExit(f"CHANGELOG.md: '## {version} ({when})' needs the date of the release")
    if not text:
        raise SystemExit(f"CHANGELOG.md: nothing stands below '## {version} ({when})'")
    return text


def _only(pattern: str, path: Path) -> str:
    found = re.findall(pattern, path.read_text(encoding="utf-8"), re.M)
    if len(found) != 1:
        raise SystemExit(f"{path.name}: expected one line like {pattern}, found {len(found)}")
    return str(found[0])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    print(notes(sys.argv[1]))
