"""Tables and text on stdout, without control characters: a model's text can't steer a terminal."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

_PLAIN_WIDTH = 110  # if stdout is a file or a pipe


def printable(text: str) -> str:
    """Return `text` with control characters replaced, except newline and tab."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # the caller handles it as no failure; rich would exit with 1


def open_console() -> Console:
    """Return a console on stdout, of a fixed width unless it is a terminal."""
    width = None if sys.stdout.isatty() else _PLAIN_WIDTH
    return _Console(width=width, highlight=False, markup=False, emoji=False)


def table_of(*columns: tuple[str, str], title: str | None = None) -> Table:
    """Return an empty table with columns of (name, alignment)."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, show_edge=False)
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]  # literal
    return table


def add_row(table: Table, *cells: str) -> None:
    """Add a row without control characters."""
    table.add_row(*(Text(printable(cell)) for cell in cells))
