"""A row of the tables of program forms, and short forms for the most common ones."""

from __future__ import annotations

from dataclasses import dataclass

TEXT = "3\n10 20 30\nlast\n"


@dataclass(frozen=True)
class Form:
    source: str
    output: str = ""
    ended: str = "returned"
    detail: str = ""
    stdin: str = TEXT
    needs: str = ""


def copies(expression: str, setup: str = "") -> Form:
    """A program that prints its input unchanged."""
    return Form(f"import sys\n{setup}\nsys.stdout.write({expression})\n", TEXT)


HELLO = "hello\n"


def says(source: str, needs: str = "") -> Form:
    return Form(source, HELLO, needs=needs)
