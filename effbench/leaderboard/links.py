"""Find the sections of older versions of a suite, and link their scores to the newest version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from effbench.leaderboard.sections import Section
from effbench.results import Finished, Linking, link_versions

_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}")


def links_of(sections: Sequence[Section]) -> Mapping[str, Linking]:
    """Return a section's anchor -> the link of its runs to the newest version of its suite.

    Only sections of an older version have one, and only if the newest version has a task in common
    with theirs. Runs of a part of a suite make and get no link.
    """
    found = {}
    for section in sections:
        newest = max(
            (other for other in sections if _is_newer(other, section)),
            key=lambda other: (_version(other), len(other.rows)),
            default=None,
        )
        if newest is None:
            continue
        linking = link_versions(_finished(section), _finished(newest), newest.ranked_by)
        if linking is not None:
            found[section.anchor] = linking
    return found


def _is_newer(other: Section, section: Section) -> bool:
    one, two = section.suite, other.suite
    return (
        (one.name, one.estimand) == (two.name, two.estimand)
        and not (section.is_part or other.is_part)
        and () < _version(section) < _version(other)
    )


def _version(section: Section) -> tuple[int, ...]:
    """Return the version as numbers; empty if it is of another form."""
    version = section.suite.version
    if not _VERSION.fullmatch(version):
        return ()
    return tuple(map(int, version.split(".")))


def _finished(section: Section) -> list[Finished]:
    runs = [row.run for row in section.rows]
    return [Finished(run.label, run.manifest, run.summary) for run in runs if run.summary]
