# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (formulas are compiled as Python); fails on: the order of the operations, leading zeros, deep formulas."""

import re

MODULUS = 998244353


def evaluate(formulas, rows):
    functions = {}
    results = []
    for index, a, b, c, d in rows:
        if index not in functions:
            text = re.sub("(?<![0-9])0+(?=[0-9])", "", formulas[index])
            functions[index] = eval("lambda a, b, c, d: " + text)
        results.append(functions[index](a, b, c, d) % MODULUS)
    return results
