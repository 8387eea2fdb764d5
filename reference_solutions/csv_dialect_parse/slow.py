# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Cut one field after the other off the front of the text.

The rest of the text is copied for each field: O(n * fields).
"""


def describe_columns(text: str, delimiter: str, quote: str) -> list[tuple[int, int, int, str]]:
    columns: list[list[str]] = []
    place = 0
    rest = text
    while rest:
        if place == 0 and rest[0] in "\r\n":
            rest = rest[1:]
            continue
        value, rest = cut_field(rest, delimiter, quote)
        if place == len(columns):
            columns.append([])
        columns[place].append(value)
        place += 1
        if rest.startswith(delimiter):
            rest = rest[1:]
            if not rest or rest[0] in "\r\n":  # an empty field ends the record
                if place == len(columns):
                    columns.append([])
                columns[place].append("")
                place = 0
        else:
            place = 0
    return [(len(c), sum(len(v) for v in c), len(set(c)), max(c)) for c in columns]


def cut_field(rest: str, delimiter: str, quote: str) -> tuple[str, str]:
    if rest[0] == quote:
        end = rest.index(quote, 1)
        while rest[end + 1 : end + 2] == quote:
            end = rest.index(quote, end + 2)
        return rest[1:end].replace(quote * 2, quote), rest[end + 1 :]
    end = 0
    for character in rest:
        if character == delimiter or character == "\n" or character == "\r":
            break
        end += 1
    return rest[:end], rest[end:]
