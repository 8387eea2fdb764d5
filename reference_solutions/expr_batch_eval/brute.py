# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Recursive descent over the characters, on exact integers."""

TIGHT = "sum"
GROUP = "right"
MODULUS = 998244353


def evaluate(formulas: list[str], rows: list[tuple[int, ...]]) -> list[int]:
    answer = []
    for index, a, b, c, d in rows:
        text = [c for c in formulas[index] if c != " "]
        value = chain(text, {"a": a, "b": b, "c": c, "d": d}, 0)
        assert not text
        answer.append(value % MODULUS)
    return answer


def chain(text: list[str], values: dict[str, int], level: int) -> int:
    """Takes from the front of `text` a chain of the operators of a level (0 binds loosest)."""
    if level == 2:
        return primary(text, values)
    operators = ("*", "+-")[level] if TIGHT == "sum" else ("+-", "*")[level]
    value = chain(text, values, level + 1)
    if GROUP == "right":
        if text and text[0] in operators:
            return applied(text.pop(0), value, chain(text, values, level))
        return value
    while text and text[0] in operators:
        value = applied(text.pop(0), value, chain(text, values, level + 1))
    return value


def applied(operator: str, left: int, right: int) -> int:
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def primary(text: list[str], values: dict[str, int]) -> int:
    first = text.pop(0)
    if first == "-":
        return -primary(text, values)
    if first == "(":
        value = chain(text, values, 0)
        text.pop(0)
        return value
    if first in values:
        return values[first]
    while text and text[0].isdigit():
        first += text.pop(0)
    return int(first)
