"""The commands `effbench edition …`: commit to a secret suite seed, reveal it, verify it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from effbench.cli.guard import guarded, print_json
from effbench.cli.options import Json, Tier

edition_app = typer.Typer(
    no_args_is_help=True, help="Commit to a secret suite seed, reveal it, and verify it."
)

Folder = Annotated[Path, typer.Option("--out", "-o", help="Folder of the new files.")]


@edition_app.command("commit")
@guarded
def edition_commit(out: Folder = Path(), sandbox: Tier = "auto", as_json: Json = False) -> None:
    """Draw a secret suite seed. Write a commitment to publish, and a secret file to keep.

    The secret file has mode 0600. Runs take it with `--split generated --suite-seed-file FILE`.
    """
    import msgspec

    from effbench.base import command
    from effbench.sandbox import Sandbox
    from effbench.tasks import editions

    with Sandbox(sandbox) as box:
        edition = editions.draw(box)
    out.mkdir(parents=True, exist_ok=True)
    public, secret = out / f"{edition.edition}.json", out / f"{edition.edition}.secret.json"
    editions.write(secret, edition, secret=True)
    editions.write(public, edition.public)
    if as_json:
        files = {"public": str(public), "secret": str(secret)}
        print_json({**files, "commitment": msgspec.to_builtins(edition.public)})
        return
    print(f"{public}: publish it before the first run\n{secret}: keep it secret until the reveal")
    words = ("effbench", "run", "--split", "generated", "--suite-seed-file", secret)
    print(f"next: {command(*words)} --model …", file=sys.stderr)


@edition_app.command("reveal")
@guarded
def edition_reveal(
    secret: Annotated[Path, typer.Argument(help="The secret file.")],
    out: Folder = Path(),
    sandbox: Tier = "auto",
) -> None:
    """Write the file that reveals a seed, with the values of every variant."""
    from effbench.sandbox import Sandbox
    from effbench.tasks import editions

    with Sandbox(sandbox) as box:
        edition = editions.revealed(secret, box)
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{edition.edition}.revealed.json"
    editions.write(file, edition)
    print(f"{file}: publish it beside the commitment")


@edition_app.command("verify")
@guarded
def edition_verify(
    commitment: Annotated[Path, typer.Argument(help="The commitment, as published first.")],
    revealed: Annotated[Path, typer.Argument(help="The revealed file.")],
    sandbox: Tier = "auto",
    as_json: Json = False,
) -> None:
    """Recompute the commitment and every variant from a revealed seed. Exits with 6 if one differs.

    The commitment must come from the place where it was published before the runs.
    """
    from effbench.sandbox import Sandbox
    from effbench.tasks import editions

    announced = editions.read(commitment, editions.Commitment)
    edition = editions.read(revealed, editions.Edition)
    with Sandbox(sandbox) as box:
        found = editions.problems(announced, edition, box)
    if as_json:
        print_json({"edition": announced.edition, "problems": found})
    else:
        for words in found:
            print(f"{revealed}: {words}")
        if not found:
            print(f"{revealed}: the seed and all {edition.n_tasks} variants match {commitment}")
    if found:
        raise typer.Exit(6)
