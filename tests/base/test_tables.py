"""Tables: the same cells in four forms, with any content."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from effbench.base.tables import FORMATS, Column, Table

COLUMNS = [Column("name"), Column("value", right=True)]


def made(*rows: tuple[str, str]) -> Table:
    table = Table(COLUMNS, title="A & B")
    for row in rows:
        table.add(*row)
    return table


def test_golden() -> None:
    table = made(("long name", "1"), ("b_c", "-2.5"))
    table.notes.append("100 % made up")
    assert table.render("table") == (
        "A & B\nname       value\nlong name      1\nb_c         -2.5\n100 % made up\n"
    )
    assert table.render("md") == (
        "**A & B**\n\n| name | value |\n|---|---:|\n| long name | 1 |\n| b\\_c | -2.5 |\n\n"
        "100 % made up\n"
    )
    assert table.render("latex") == (
        "% A & B\n% 100 % made up\n\\begin{tabular}{lr}\n\\toprule\nname & value \\\\\n\\midrule\n"
        "long name & 1 \\\\\nb\\_c & -2.5 \\\\\n\\bottomrule\n\\end{tabular}\n"
    )
    assert table.render("csv") == "name,value\nlong name,1\nb_c,-2.5\n"


def test_a_wrong_number_of_cells() -> None:
    with pytest.raises(ValueError, match="3 cells for 2 columns"):
        made().add("a", "b", "c")


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=5))
def test_each_row_is_one_line_in_every_form(rows: list[tuple[str, str]]) -> None:
    table = made(*rows)
    for form, more in (("table", 2), ("md", 4), ("latex", 7)):
        assert len(table.render(form).splitlines()) == len(rows) + more
    back = list(csv.reader(io.StringIO(table.render("csv"))))
    assert len(back) == len(rows) + 1
    assert all(len(line) == 2 for line in back)
    for text in (table.render(form) for form in FORMATS):
        assert all(c == "\n" or c.isprintable() for c in text)


def test_formulas_are_text_and_numbers_stay_numbers() -> None:
    rows = list(csv.reader(io.StringIO(made(("=1+1", "-1.5"), ("@x", "+2")).render("csv"))))[1:]
    assert rows == [["'=1+1", "-1.5"], ["'@x", "+2"]]


def test_a_title_and_notes_stay_one_line() -> None:
    table = Table(COLUMNS, title="x\n\\input{y}", notes=["a\r\nb"])
    assert table.render("latex").splitlines()[:2] == ["% x \\input{y}", "% a  b"]


@pytest.mark.parametrize(
    "name", ["模型一号", "モデル", "모델", "ｗｉｄｅ", "e\u0301te\u0301", "plain"]
)
def test_columns_align_whatever_the_script(name: str) -> None:
    lines = made((name, "1"), ("a longer name", "12.5")).render("table").splitlines()[1:]
    assert {cell_len(line) for line in lines} == {len("a longer name") + 2 + len("value")}


def test_wide_headings_count_as_well() -> None:
    table = Table([Column("模型"), Column("値", right=True)])
    table.add("a", "1")
    assert table.render("table") == "模型  値\na      1\n"
