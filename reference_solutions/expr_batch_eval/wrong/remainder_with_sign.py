# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (the remainder has the value's sign); fails on: negative values."""

import re

TIGHT = "sum"
GROUP = "right"
MODULUS = 998244353


def evaluate(formulas: list[str], rows: list[tuple[int, ...]]) -> list[int]:
    codes: dict[int, list[int | str]] = {}
    results = []
    for index, *values in rows:
        if index not in codes:
            codes[index] = to_postfix(formulas[index])
        variables = dict(zip("abcd", values, strict=True))
        stack: list[int] = []
        for token in codes[index]:
            if isinstance(token, int):
                stack.append(token)
            elif token in variables:
                stack.append(variables[token])
            elif token == "neg":
                stack.append(-stack.pop())
            else:
                right = stack.pop()
                left = stack.pop()
                if token == "+":
                    stack.append(left + right)
                elif token == "-":
                    stack.append(left - right)
                else:
                    stack.append(left * right % MODULUS)
        results.append(abs(stack[0]) % MODULUS * (1 if stack[0] >= 0 else -1))
    return results


def priority(operator: str) -> int:
    if operator == "neg":
        return 3
    return 2 if (operator != "*") == (TIGHT == "sum") else 1


def to_postfix(formula: str) -> list[int | str]:
    output: list[int | str] = []
    operators: list[str] = []
    previous = "("
    for token in re.findall(r"\d+|\S", formula):
        if token.isdigit():
            output.append(int(token))
        elif token in "abcd":
            output.append(token)
        elif token == "(":
            operators.append(token)
        elif token == ")":
            while operators[-1] != "(":
                output.append(operators.pop())
            operators.pop()
        elif previous in "(+-*":
            operators.append("neg")
        else:
            while operators and operators[-1] != "(":
                top, own = priority(operators[-1]), priority(token)
                if top < own or (top == own and GROUP == "right"):
                    break
                output.append(operators.pop())
            operators.append(token)
        previous = token
    while operators:
        output.append(operators.pop())
    return output
