# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A state machine over the characters that collects a field in a list. O(n)."""

OUTSIDE, INSIDE, CLOSED = range(3)  # of the quotes of a quoted field


def describe_columns(text: str, delimiter: str, quote: str) -> list[tuple[int, int, int, str]]:
    columns: list[list[str]] = []
    for record in records_of(text, delimiter, quote):
        while len(columns) < len(record):
            columns.append([])
        for column, value in zip(columns, record):  # noqa: B905 - a record may be shorter
            column.append(value)
    return [(len(c), sum(map(len, c)), len(set(c)), max(c)) for c in columns]


def records_of(text: str, delimiter: str, quote: str) -> list[list[str]]:
    special = {delimiter, quote, "\n", "\r"}
    records: list[list[str]] = []
    record: list[str] = []
    field: list[str] = []
    state = OUTSIDE
    for character in text:
        if character not in special:
            field.append(character)
        elif state == INSIDE:
            if character == quote:
                state = CLOSED
            else:
                field.append(character)
        elif character == quote:
            if state == OUTSIDE and not field:
                state = INSIDE
            else:  # a second quote in a row, or one within a literal field
                field.append(quote)
                state = INSIDE if state == CLOSED else OUTSIDE
        elif character == delimiter:
            record.append("".join(field))
            field.clear()
            state = OUTSIDE
        elif record or field or state == CLOSED:  # else an empty line, or the second half of \r\n
            record.append("".join(field))
            records.append(record)
            record = []
            field.clear()
            state = OUTSIDE
    if record or field or state == CLOSED:
        record.append("".join(field))
        records.append(record)
    return records
