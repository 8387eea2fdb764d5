"""The command-line reference as Markdown: `python docs/make_cli_reference.py`.

Each command has a section, generated from the command itself, so no option is documented twice. The
documentation site builds its page from it (`site_hook.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from effbench.cli.app import app

TITLE = "# Command-line reference"


def reference() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(app)
    return "\n\n".join([TITLE, *_sections(root, "effbench", None)]) + "\n"


def _sections(command: Any, name: str, parent: Any) -> Iterator[str]:
    """The parts of a command's section, then those of its sub-commands in alphabetical order."""
    own = name.rpartition(" ")[2]
    context = command.context_class(command, info_name=own, parent=parent)
    yield f"## `{name}`"
    if command.help:
        yield _text(command.help)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    yield f"```text\n{usage}\n```"
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    rows = [f"| {_code(what)} | {_cell(says)} |" for what, says in filter(None, records)]
    if rows:
        yield "\n".join(["| parameter | meaning |", "| --- | --- |", *rows])
    for child in sorted(getattr(command, "commands", {})):
        if not command.commands[child].hidden:
            yield from _sections(command.commands[child], f"{name} {child}", context)


def _text(words: str) -> str:
    """Return help text as Markdown. It is plain text, so characters such as `<` are escaped."""
    return _escaped(" ".join(words.split("\f")[0].split()))


def _cell(words: str) -> str:
    return _text(words).replace("|", "\\|")


def _code(words: str) -> str:
    return f"`{words}`".replace("|", "\\|")


def _escaped(words: str) -> str:
    """Escape what Markdown would read as markup, outside code between backticks."""
    parts = words.split("`")
    for index in range(0, len(parts), 2):
        for mark in ("\\", "*", "_", "<", "["):
            parts[index] = parts[index].replace(mark, "\\" + mark)
    return "`".join(parts)


if __name__ == "__main__":
    print(reference(), end="")
