# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (missing fields count as empty values); fails on: records of different length."""

import csv
from io import StringIO
from itertools import zip_longest


def describe_columns(text, delimiter, quote):
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    columns = zip_longest(*filter(None, reader), fillvalue="")
    return [(len(c), sum(map(len, c)), len(set(c)), max(c)) for c in columns]
