# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (splits lines and fields, strips quotes); fails on: delimiters and line ends in quoted fields."""


def describe_columns(text, delimiter, quote):
    columns = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line:
            continue
        for j, value in enumerate(line.split(delimiter)):
            if j == len(columns):
                columns.append([])
            if value[:1] == quote:
                value = value[1:-1].replace(quote * 2, quote)
            columns[j].append(value)
    return [(len(c), sum(map(len, c)), len(set(c)), max(c)) for c in columns]
