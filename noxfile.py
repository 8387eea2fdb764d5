"""The checks of CI, one session each: `nox`, or `nox -s tests -- -k lock`.

`.ci/run` runs all of them, and also the README's own commands.
"""

from __future__ import annotations

import nox

nox.options.sessions = ["lint", "types", "tests", "docs"]
nox.options.reuse_existing_virtualenvs = True
LOCKED = ("-c", ".ci/constraints.txt")


@nox.session
def lint(session: nox.Session) -> None:
    session.install(*LOCKED, "ruff")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    session.install(*LOCKED, "-e", ".[dev]")
    session.run("mypy", "effbench")


@nox.session
def tests(session: nox.Session) -> None:
    """The quick round; `nox -s tests -- -m ""` runs the slow tests too."""
    session.install(*LOCKED, "-e", ".[dev,docs]")
    session.run("pytest", "-m", "not slow and not nightly", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    session.install(*LOCKED, "-e", ".[docs]")
    session.run("mkdocs", "build", "--strict", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build the source archive and the wheel into dist/, and check what an index would refuse."""
    session.install(*LOCKED, "build", "twine")
    session.run("python", "-m", "build")
    session.run("twine", "check", "--strict", "dist/*")
