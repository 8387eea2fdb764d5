# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import csv
import gc
from io import StringIO
from itertools import chain, repeat


def describe_columns(text: str, delimiter: str, quote: str) -> list[tuple[int, int, int, str]]:
    was = gc.isenabled()
    gc.disable()
    try:
        return _describe(text, delimiter, quote)
    finally:
        if was:
            gc.enable()


def _describe(text, delimiter, quote):
    flats = []  # (k, flat list of fields of the records with k fields)
    if quote not in text:
        if '\r' in text:
            text = text.replace('\r', '\n')
        lines = list(filter(None, text.split('\n')))
        if not lines:
            return []
        counts = list(map(str.count, lines, repeat(delimiter)))
        kinds = set(counts)
        if len(kinds) == 1:
            flats.append((counts[0] + 1, delimiter.join(lines).split(delimiter)))
        else:
            groups = {k: [] for k in kinds}
            for k, line in zip(counts, lines):
                groups[k].append(line)
            for k, g in groups.items():
                flats.append((k + 1, delimiter.join(g).split(delimiter)))
    else:
        reader = csv.reader(StringIO(text, newline=''), delimiter=delimiter,
                            quotechar=quote, doublequote=True,
                            skipinitialspace=False, strict=False)
        rows = list(filter(None, reader))
        if not rows:
            return []
        kinds = set(map(len, rows))
        if len(kinds) == 1:
            flats.append((len(rows[0]), list(chain.from_iterable(rows))))
        else:
            groups = {k: [] for k in kinds}
            for r in rows:
                groups[len(r)].append(r)
            for k, g in groups.items():
                flats.append((k, list(chain.from_iterable(g))))
    result = []
    width = max(k for k, _ in flats)
    for j in range(width):
        col = None
        for k, flat in flats:
            if k > j:
                if col is None:
                    col = flat[j::k]
                else:
                    col += flat[j::k]
        s = set(col)
        result.append((len(col), len(''.join(col)), len(s), max(s)))
    return result
