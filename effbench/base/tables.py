"""Tables as aligned text, Markdown, LaTeX or CSV.

This module does escaping and layout. Cells are already text, so the caller chooses the number of
decimals. Control characters are removed from all text, in every form, because a model or another
party may have supplied it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

FORMATS = ("table", "md", "latex", "csv")
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "±": r"$\pm$",
    "–": "--",
    "…": r"\dots{}",
}
_MARKDOWN = {c: f"\\{c}" for c in "\\|`*_[]<>"}


@dataclass(frozen=True)
class Column:
    """A column's name and alignment."""

    name: str
    right: bool = False


@dataclass
class Table:
    """Rows with one cell per column; `notes` are sentences below the table."""

    columns: Sequence[Column]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    title: str = ""
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """Append a row. Raises ValueError unless there is one cell per column."""
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} cells for {len(self.columns)} columns")
        self.rows.append(tuple(map(_one_line, cells)))

    def render(self, form: str) -> str:
        """Return the table as text in one of FORMATS, ending with a newline."""
        self.title, self.notes = _one_line(self.title), list(map(_one_line, self.notes))
        return {
            "table": self._text,
            "md": self._markdown,
            "latex": self._latex,
            "csv": self._csv,
        }[form]()

    def _lines(self) -> list[tuple[str, ...]]:
        return [tuple(column.name for column in self.columns), *self.rows]

    def _text(self) -> str:
        lines = self._lines()
        from rich.cells import cell_len  # East Asian characters take two terminal columns

        widths = [max(cell_len(line[i]) for line in lines) for i in range(len(self.columns))]
        out = [self.title] if self.title else []
        for line in lines:
            cells = []
            for cell, width, column in zip(line, widths, self.columns, strict=True):
                padding = " " * (width - cell_len(cell))
                cells.append(padding + cell if column.right else cell + padding)
            out.append("  ".join(cells).rstrip())
        return "\n".join([*out, *self.notes]) + "\n"

    def _markdown(self) -> str:
        out = [f"**{_escaped(self.title, _MARKDOWN)}**", ""] if self.title else []
        header, *rows = (
            "| " + " | ".join(_escaped(cell, _MARKDOWN) for cell in line) + " |"
            for line in self._lines()
        )
        rule = "|" + "|".join("---:" if column.right else "---" for column in self.columns) + "|"
        notes = [line for note in self.notes for line in ("", _escaped(note, _MARKDOWN))]
        return "\n".join([*out, header, rule, *rows, *notes]) + "\n"

    def _latex(self) -> str:
        """A booktabs tabular, to be put into a table environment."""
        spec = "".join("r" if column.right else "l" for column in self.columns)
        header, *rows = (
            " & ".join(_escaped(cell, _LATEX) for cell in line) + r" \\" for line in self._lines()
        )
        notes = [f"% {note}" for note in ([self.title] if self.title else []) + self.notes]
        body = [rf"\begin{{tabular}}{{{spec}}}", r"\toprule", header, r"\midrule", *rows]
        return "\n".join([*notes, *body, r"\bottomrule", r"\end{tabular}"]) + "\n"

    def _csv(self) -> str:
        """RFC 4180 with \\n; a cell that a spreadsheet would run as a formula gets a quote."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([tuple(map(_no_formula, line)) for line in self._lines()])
        return out.getvalue()


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(c, c) for c in text)


def _no_formula(text: str) -> str:
    """Quote text that starts with a formula character and is not a number."""
    if text[:1] in "=+-@" and text[:1]:
        try:
            float(text)
        except ValueError:
            return "'" + text
    return text
