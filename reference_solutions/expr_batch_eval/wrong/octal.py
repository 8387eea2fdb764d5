# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: special value (a leading zero makes an octal number); fails on: leading zeros."""

import re
from operator import add, neg, sub

TIGHT = "sum"
GROUP = "right"
MODULUS = 998244353
LEVELS = {"+": 2, "-": 2, "*": 1} if TIGHT == "sum" else {"+": 1, "-": 1, "*": 2}
LEVELS["~"] = 3
LEVELS["("] = 0
TOKEN = re.compile("[0-9]+|[^ ]")


def evaluate(formulas: list[str], rows: list[tuple[int, ...]]) -> list[int]:
    places: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row[0], []).append(place)
    answer = [0] * len(rows)
    for index, asked in places.items():
        _, *values = zip(*[rows[place] for place in asked], strict=True)
        columns = dict(zip("abcd", values, strict=True))
        for place, value in zip(asked, column_of(postfix(formulas[index]), columns), strict=True):
            answer[place] = value % MODULUS
    return answer


def column_of(code: list[str], columns: dict) -> list[int]:
    height = len(columns["a"])
    stack = []
    for token in code:
        if token in columns:
            stack.append(columns[token])
        elif token == "~":
            stack.append(list(map(neg, stack.pop())))
        elif token in LEVELS:
            right = stack.pop()
            left = stack.pop()
            if token == "*":
                stack.append([x * y % MODULUS for x, y in zip(left, right, strict=True)])
            else:
                stack.append(list(map(add if token == "+" else sub, left, right)))
        else:
            stack.append(
                [(int(token, 8) if token[0] == "0" and not set(token) & set("89") else int(token))]
                * height
            )
    return stack[0]


def postfix(formula: str) -> list[str]:
    code = []
    waiting = []  # operators and open parentheses
    operand_next = True
    for token in TOKEN.findall(formula):
        if token == "(":
            waiting.append(token)
        elif token == ")":
            while (operator := waiting.pop()) != "(":
                code.append(operator)
        elif token not in LEVELS:
            code.append(token)
            operand_next = False
        elif operand_next:
            waiting.append("~")
        else:
            bar = LEVELS[token] + (GROUP == "right")
            while waiting and LEVELS[waiting[-1]] >= bar:
                code.append(waiting.pop())
            waiting.append(token)
            operand_next = True
    return code + waiting[::-1]
