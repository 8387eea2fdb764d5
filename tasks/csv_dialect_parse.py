"""`text` is a table in a CSV dialect with the given one-character `delimiter` and `quote`. Describe
its columns.

How the text is read:

- Outside of quoted fields a record ends at a line feed, at a carriage return, or at a carriage
  return followed directly by a line feed (which is one line end, not two). The styles may be mixed.
  The last record may lack its line end.
- A line without any characters is not a record and is skipped. So a text that ends with a
  line end has no empty record after it.
- The fields of a record are separated by the delimiter, so a record with k delimiters outside of
  quoted fields has k + 1 fields. A field may be empty.
- A field whose first character is the quote is *quoted*. It goes on to its closing quote. In
  between, two quotes in a row stand for one quote, and everything else (delimiters and line ends
  too) is part of the value as it stands. The closing quote is always followed by a delimiter, a
  line end or the end of the text. A line that holds nothing but two quotes is a record with one
  empty field.
- Any other field is taken literally: spaces count, and a quote within it is an ordinary character.
- No other character is special. In particular, no other control character or Unicode separator ends
  a line.

Records may have different numbers of fields. Column `j` consists of the field with index `j` of
each record that has one. Return a list with one tuple for each column, from column 0 to the last
column of the longest record:

`(fields, characters, distinct, largest)`

- `fields`: how many records have this column,
- `characters`: the total length of the column's values,
- `distinct`: how many different values the column has,
- `largest`: its largest value, in the order of Python strings (by code points).

Values are counted and compared without their enclosing quotes and with doubled quotes undone.
A text without records gives an empty list.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_TEXT = 2_000_000
MAX_FIELD = 1_000
MAX_COLUMNS = 50
DELIMITERS = ",;|\t"
QUOTES = "\"'"
LETTERS = "abcdefghijklmnopqrstuvwxyz 0123456789-._"
ODD = "\x0b\x0c\x1c\x85\u2028é"  # what str.splitlines takes for line ends, and one wide letter

TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def describe_columns(text: str, delimiter: str, quote: str)"
        " -> list[tuple[int, int, int, str]]"
    ),
    examples=[
        (
            ('id,name\r\n1,"Doe, ""J"""\n\n2,\n', ",", '"'),
            [(3, 4, 3, "id"), (3, 12, 3, "name")],
        ),
        (
            ("a;'x\ny';b\r''\ra'b; a", ";", "'"),
            [(3, 4, 3, "a'b"), (2, 5, 2, "x\ny"), (1, 1, 1, "b")],
        ),
        (("\n\r\n", ",", '"'), []),
    ],
    limits=[
        f"0 <= len(text) <= {MAX_TEXT:_}",
        f"at most {MAX_FIELD:_} characters a field as written",
        f"at most {MAX_COLUMNS} fields a record",
        "delimiter is one of , ; | and tab; quote is ' or \"",
        "text holds no NUL; every quoted field is closed as described",
    ],
    sizes={"S": (2_000, 150), "M": (150_000, 2), "L": (1_000_000, 1)},
    shapes=("plain", "quoted", "mixed", "endings", "ragged"),
    check=checks.equal,
    ties=("`largest`: its largest value, in the order of Python strings (by code points)."),
    complexity={
        "slow": "n * fields (copies the rest of the text for each field)",
        "medium": "n, one interpreted step a character",
        "fast": "n, in compiled library code",
    },
    exponents={"slow": 1.8},
    category="parsing",
    family="csv dialect",
    tags=("parsing", "text", "constants"),
)


@TASK.correctness
def small_tables(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    for text in ("", "\n", "\r", "\r\n\r", '""', '""\n', '"",', ",", ",\n,", "a", " ", " \n\n"):
        yield text, ",", '"'
    for text in ('"\n"', '"\r\n"\r', '"a""b"', '""""', '"a,b"', 'a"b', 'a""b', 'x "y", z', '"",""'):
        yield text, ",", '"'
        yield text.replace(",", "\t").replace('"', "'"), "\t", "'"
    yield "a,b\x0bc\n\x85,\u2028\x1c\r\n\x0c", ",", '"'
    yield 'a,"1;2"\rb,"3\r4"\r\nc,"5\n\n6"', ",", '"'
    yield "".join(f"{i},{i % 7}\n" if i % 100 else f'"{i}"\r' for i in range(950)), ",", '"'
    for _ in range(40):  # dense strings of special characters
        delimiter, quote = rng.choice(DELIMITERS), rng.choice(QUOTES)
        yield dense_text(delimiter, quote, rng), delimiter, quote
    for shape in TASK.shapes:
        for n in (150, 1_500):
            yield large_table(n, shape, rng)


def dense_text(delimiter: str, quote: str, rng: random.Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 25)):
        value = "".join(rng.choices("ab \n\r" + delimiter + quote, k=rng.randint(0, 4)))
        parts.append(
            quoted(value, quote) if rng.random() < 0.5 else literal(value, delimiter, quote)
        )
        parts.append(rng.choice([delimiter, delimiter, "\n", "\r", "\r\n", "\n\n", "\r\n\r"]))
    return "".join(parts if rng.random() < 0.5 else parts[:-1])


def quoted(value: str, quote: str) -> str:
    return quote + value.replace(quote, quote * 2) + quote


def literal(value: str, delimiter: str, quote: str) -> str:
    for special in (delimiter, "\n", "\r"):
        value = value.replace(special, "")
    return value.lstrip(quote)


@TASK.stress
def large_table(n: int, shape: str, rng: random.Random) -> tuple[str, str, str]:
    """A text of about `n` characters."""
    delimiter, quote = rng.choice(DELIMITERS), rng.choice(QUOTES)
    pool = [one_field(shape, delimiter, quote, rng) for _ in range(min(3_000, n // 8 + 4))]
    ends = ["\n", "\r\n", "\r"] if shape in ("endings", "ragged") else [rng.choice(["\n", "\r\n"])]
    records, size = [], 0
    while size < n:
        columns = rng.randint(1, 12) if shape == "ragged" else 8
        record = delimiter.join(rng.choices(pool, k=columns)) + rng.choice(ends)
        if shape == "ragged" and rng.random() < 0.1:
            record += rng.choice(ends)
        records.append(record)
        size += len(record)
    text = "".join(records)
    return (text if rng.random() < 0.5 else text.rstrip("\r\n")), delimiter, quote


def one_field(shape: str, delimiter: str, quote: str, rng: random.Random) -> str:
    value = "".join(rng.choices(LETTERS, k=rng.randint(1, 19)))
    if shape != "quoted" and rng.random() < 0.1:
        return ""
    if shape == "plain" or (shape != "quoted" and rng.random() < 0.6):
        return value + rng.choice(["", "", "", quote, rng.choice(ODD)])
    inner = rng.choice(["", "", delimiter, "\n", "\r\n", quote, quote * 2, f"{delimiter}\r"])
    return quoted(value[:3] + inner + value[3:], quote)


@TASK.small
def tiny_table(rng: random.Random, shape: str) -> tuple[str, str, str]:
    if rng.random() < 0.3:
        return large_table(rng.randint(1, 30), shape, rng)
    delimiter, quote = rng.choice(DELIMITERS), rng.choice(QUOTES)
    return dense_text(delimiter, quote, rng), delimiter, quote


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    text, delimiter, quote = arguments
    assert type(text) is str and len(text) <= MAX_TEXT and "\0" not in text
    assert type(delimiter) is str and len(delimiter) == 1 and delimiter in DELIMITERS
    assert type(quote) is str and len(quote) == 1 and quote in QUOTES
    at, columns = 0, 1
    while at < len(text):
        start = at
        if text[at] == quote:
            at = text.find(quote, at + 1)
            while at >= 0 and text[at + 1 : at + 2] == quote:
                at = text.find(quote, at + 2)
            assert at >= 0
            at += 1
            assert at == len(text) or text[at] in (delimiter, "\r", "\n")
        else:
            while at < len(text) and text[at] not in (delimiter, "\r", "\n"):
                at += 1
        assert at - start <= MAX_FIELD and columns <= MAX_COLUMNS
        columns = columns + 1 if text[at : at + 1] == delimiter else 1
        at += 1
