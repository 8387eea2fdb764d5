# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import re

MODULUS = 998244353
CHUNK = 256  # rows evaluated together
TOKEN = re.compile(r"\d+|[abcd()+*-]")
PRECEDENCE = {"(": 0, "*": 1, "+": 2, "-": 2, "neg": 3}


def to_postfix(formula: str) -> list:
    """The formula in postfix order; integers stand as ints, all else as strings."""
    output = []
    operators = []
    after_operand = False
    for token in TOKEN.findall(formula):
        if token == "(":
            operators.append(token)
            after_operand = False
        elif token == ")":
            while operators[-1] != "(":
                output.append(operators.pop())
            operators.pop()
            after_operand = True
        elif token in "+-*":
            if after_operand:
                # Grouping from the right: equal operators stay on the stack.
                precedence = PRECEDENCE[token]
                while operators and PRECEDENCE[operators[-1]] > precedence:
                    output.append(operators.pop())
                operators.append(token)
                after_operand = False
            else:
                operators.append("neg")
        else:
            output.append(token if token in "abcd" else int(token))
            after_operand = True
    while operators:
        output.append(operators.pop())
    return output


def run(postfix: list, variables: dict[str, list[int]], count: int) -> list[int]:
    """Evaluate for `count` rows at once."""
    stack = []
    for item in postfix:
        if isinstance(item, int):
            stack.append([item] * count)
        elif item in variables:
            stack.append(variables[item])
        elif item == "neg":
            stack.append([-x for x in stack.pop()])
        else:
            right = stack.pop()
            left = stack.pop()
            if item == "+":
                stack.append([x + y for x, y in zip(left, right)])
            elif item == "-":
                stack.append([x - y for x, y in zip(left, right)])
            else:
                stack.append([x * y % MODULUS for x, y in zip(left, right)])
    return [x % MODULUS for x in stack.pop()]


def evaluate(formulas: list[str], rows: list[tuple[int, ...]]) -> list[int]:
    asked = {}
    for index, row in enumerate(rows):
        asked.setdefault(row[0], []).append(index)

    result = [0] * len(rows)
    for formula, indices in asked.items():
        postfix = to_postfix(formulas[formula])
        for begin in range(0, len(indices), CHUNK):
            part = indices[begin:begin + CHUNK]
            variables = {
                name: [rows[index][column] for index in part]
                for column, name in enumerate("abcd", 1)
            }
            for index, value in zip(part, run(postfix, variables, len(part))):
                result[index] = value
    return result
