"""The command `attacks`: run the gallery of attacks against this machine's sandbox."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from effbench.cli import options as o
from effbench.cli.guard import guarded, print_json

if TYPE_CHECKING:
    from effbench.attacks import Finding

GAINED = 6


@guarded
def attacks(
    tier: Annotated[str, typer.Option(help="Sandbox tier: T1 to T4, or auto.")] = "auto",
    suite: Annotated[
        Path | None,
        typer.Option(help="Folder of your own attack programs, instead of the published ones."),
    ] = None,
    family: Annotated[
        list[str] | None, typer.Option(help="Run only this family (docs/attacks.md). Repeatable.")
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="Run only this program. Repeatable.")
    ] = None,
    as_json: o.Json = False,
) -> None:
    """Run hostile programs against this machine's sandbox. Exits with 6 if one succeeds.

    Attacks that the tier is known not to stop are listed, but do not change the exit code.
    """
    from effbench.attacks import run_here

    def tell(found: Finding) -> None:
        if not as_json and sys.stderr.isatty():
            print(f"\r\033[K{found.name}", end="", file=sys.stderr, flush=True)

    report = run_here(tier, families=family or (), names=name or (), suite=suite, tell=tell)
    if not as_json and sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    if as_json:
        print_json(report.as_dict())
    else:
        print("\n".join(report.lines()))
    if report.gained:
        raise typer.Exit(GAINED)
