"""`effbench schema`: print or write the JSON Schemas of a run folder and a submission."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from effbench.cli.guard import guarded


@guarded
def schema(
    file: Annotated[
        str | None, typer.Argument(help="File name, such as manifest.json. Default: list all.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Write all schemas into this folder instead.")
    ] = None,
) -> None:
    """Print the JSON Schema of a file in a run folder or in a submission."""
    from effbench.base import UsageError
    from effbench.submissions import RECORDS, schema_text, write_schemas

    if to is not None:
        if file is not None:
            raise UsageError("give a file's name or --to, not both: --to writes all schemas")
        print("\n".join(map(str, write_schemas(to))))
    elif file is None:
        print("\n".join(RECORDS))
    else:
        print(schema_text(file), end="")
