# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The dialect as one regular expression for a field with what follows it."""

import re


def describe_columns(text: str, delimiter: str, quote: str) -> list[tuple[int, int, int, str]]:
    d, q = re.escape(delimiter), re.escape(quote)
    quoted = f"{q}(?P<quoted>(?:[^{q}]|{q}{q})*){q}"
    plain = f"(?P<plain>(?!{q})[^{d}\r\n]*)"
    field = re.compile(f"(?:{quoted}|{plain})(?P<end>{d}|\r\n|\r|\n|$(?![\\s\\S]))")
    records: list[list[str]] = [[]]
    place = 0
    while place < len(text) or records[-1]:
        found = field.match(text, place)
        value = found["plain"]
        if value is None:
            value = found["quoted"].replace(quote * 2, quote)
        place = found.end()
        is_blank_line = not records[-1] and found["plain"] == "" and found["end"] != delimiter
        if not is_blank_line:
            records[-1].append(value)
        if found["end"] != delimiter:
            if not is_blank_line:
                records.append([])
            if not found["end"]:
                break
    width = max(map(len, records))
    columns = [[record[j] for record in records if j < len(record)] for j in range(width)]
    return [(len(c), len("".join(c)), len(set(c)), sorted(c)[-1]) for c in columns]
