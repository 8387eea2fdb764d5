# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import csv
import io


def describe_columns(text: str, delimiter: str, quote: str) -> list[tuple[int, int, int, str]]:
    # newline="" splits at \n, \r and \r\n only, and leaves them as they are.
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=quote,
        doublequote=True,
        escapechar=None,
        quoting=csv.QUOTE_MINIMAL,
        skipinitialspace=False,
    )
    columns = []
    for record in reader:
        while len(columns) < len(record):
            columns.append([])
        for column, value in zip(columns, record):
            column.append(value)

    result = []
    for column in columns:
        distinct = set(column)
        result.append((len(column), sum(map(len, column)), len(distinct), max(distinct)))
    return result
