# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For every row, put its values into the text and work from the innermost parentheses outwards."""

import re

TIGHT = "sum"
GROUP = "right"
MODULUS = 998244353


def evaluate(formulas: list[str], rows: list[tuple[int, ...]]) -> list[int]:
    results = []
    for index, *values in rows:
        text = formulas[index]
        for name, value in zip("abcd", values, strict=True):
            text = text.replace(name, str(value % MODULUS))
        while ")" in text:
            end = text.index(")")
            begin = text.rindex("(", 0, end)
            text = text[:begin] + str(flat(text[begin + 1 : end])) + text[end + 1 :]
        results.append(flat(text))
    return results


def flat(text: str) -> int:
    """A formula without parentheses, reduced."""
    items: list[int | str] = []
    sign = 1
    for token in re.findall("[0-9]+|[^ ]", text):
        if token.isdigit():
            items.append(sign * int(token))
            sign = 1
        elif token == "-" and (not items or isinstance(items[-1], str)):
            sign = -sign
        else:
            items.append(token)
    for operators in ("+-", "*") if TIGHT == "sum" else ("*", "+-"):
        items = merged(items, operators)
    return items[0] % MODULUS


def merged(items: list, operators: str) -> list:
    if GROUP == "right":
        items = items[::-1]
    done = [items[0]]
    for operator, number in zip(items[1::2], items[2::2], strict=True):
        if operator not in operators:
            done += [operator, number]
            continue
        left, right = (done[-1], number) if GROUP == "left" else (number, done[-1])
        if operator == "*":
            done[-1] = left * right % MODULUS
        else:
            done[-1] = left + right if operator == "+" else left - right
    return done if GROUP == "left" else done[::-1]
