# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: library trap (a StringIO without newline="" ends lines at \\n only); fails on: a record that ends with a lone carriage return."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import islice, zip_longest

BLOCK = 200


def describe_columns(text: str, delimiter: str, quote: str) -> list[tuple[int, int, int, str]]:
    reader = csv.reader(StringIO(text), delimiter=delimiter, quotechar=quote)
    records = filter(None, reader)  # an empty line is an empty record to the module
    fields: list[int] = []
    characters: list[int] = []
    distinct: list[set[str]] = []
    while block := list(islice(records, BLOCK)):
        for j, column in enumerate(columns_of(block)):
            if j == len(fields):
                fields.append(0)
                characters.append(0)
                distinct.append(set())
            fields[j] += len(column)
            characters[j] += len("".join(column))
            distinct[j].update(column)
    return [
        (count, total, len(values), max(values))
        for count, total, values in zip(fields, characters, distinct, strict=True)
    ]


def columns_of(block: list[list[str]]) -> Iterable[Sequence[str]]:
    if len(set(map(len, block))) == 1:
        return zip(*block, strict=True)
    return ([value for value in column if value is not None] for column in zip_longest(*block))
