"""Write the rendered pages to disk.

A folder is changed only if it is new, empty, or marked as an effbench site. Only files that an
earlier build listed are removed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from effbench.base import UsageError, command, read_file, read_text

MARKER_FILE = "effbench-site.json"
INDEX_FILE = "index.html"
_OURS = re.compile(
    r"runs/[0-9a-f]{16}\.html|tasks/s[0-9a-f]{8}-[a-z0-9-]{0,41}[0-9a-f]{8}\.html"
    r"|data/(?:s[0-9a-f]{8}|[0-9a-f]{16})\.js|figures/s[0-9a-f]{8}\.svg"
    r"|downloads/s[0-9a-f]{8}(?:\.csv|-tasks\.csv|\.json)|assets/[a-z]+\.(?:js|css)"
    r"|certificates\.html"
)
"""The files that may be removed. The marker alone is not enough, as it may have been edited."""


def write_site(pages: Mapping[str, str], out: Path) -> Path:
    """Write `pages`, relative path -> text, including index.html. Return the index's path.

    Each file is written beside its place and renamed over it. The marker is written first and lists
    old and new files, so an interrupted build can be repeated. The index is written last; then
    pages that this site no longer has are removed. Other files in the folder (CNAME, .git) stay.
    Raises UsageError if `out` is not a folder, or is not empty and has no marker.
    """
    earlier = _earlier_pages(out)
    out.mkdir(parents=True, exist_ok=True)
    _replace(out / MARKER_FILE, _marker({*earlier, *pages}))
    for name in sorted(pages, key=lambda name: (name == INDEX_FILE, name)):
        _replace(out / name, pages[name])
    for name in sorted(earlier - pages.keys()):
        if _OURS.fullmatch(name):
            (out / name).unlink(missing_ok=True)
    _replace(out / MARKER_FILE, _marker(set(pages)))
    return out / INDEX_FILE


def differences(pages: Mapping[str, str], out: Path) -> list[tuple[str, str]]:
    """Return (file, problem), sorted. A problem is "missing", "differs" or "left over".

    Raises UsageError if `out` does not exist or is not an effbench site.
    """
    earlier = _earlier_pages(out)
    if not out.exists():
        build = command("effbench", "leaderboard", "build", "-o", out)
        raise UsageError(f"{out}: no such folder; build it first: {build} RUN…")
    found = []
    for name, wanted in pages.items():
        try:
            if read_file(out / name) != wanted.encode("utf-8"):
                found.append((name, "differs"))
        except OSError:
            found.append((name, "missing"))
    left = (name for name in earlier - pages.keys() if _OURS.fullmatch(name))
    found += [(name, "left over") for name in left if (out / name).exists()]
    return sorted(found)


def _earlier_pages(out: Path) -> set[str]:
    """Return the files of an earlier build. Raises UsageError if `out` is not an effbench site."""
    if not out.exists():
        return set()
    if not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder for the site")
    try:
        marker = json.loads(read_text(out / MARKER_FILE))
        return {str(name) for name in marker["files"]}
    except FileNotFoundError:
        if any(out.iterdir()):
            raise UsageError(
                f"{out} is not empty and has no {MARKER_FILE}, so it isn't an effbench site; "
                "name a new folder"
            ) from None
        return set()
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{out / MARKER_FILE} is damaged ({error}); remove {out} or name a new folder"
        ) from error


def _marker(files: set[str]) -> str:
    note = "This folder is written by `effbench leaderboard build`; the files listed are replaced."
    return json.dumps({"note": note, "files": sorted(files)}, indent=1) + "\n"


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)  # otherwise a link or a pipe there would be followed
    with temporary.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.replace(temporary, path)
