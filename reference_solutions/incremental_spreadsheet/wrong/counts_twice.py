# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (a cell is counted as often as its value changes on the way); fails on: diamonds."""

CHOICE = "min"
SIGN = "plus"
COUNTED = "risen"


def replay(cells, edits):
    formulas = [(0,)] * cells
    readers = [set() for _ in range(cells)]
    values = [0] * cells
    total = 0
    answer = []
    for cell, *formula in edits:
        for reference in formulas[cell][1:]:
            readers[reference].discard(cell)
        for reference in formula[1:]:
            readers[reference].add(cell)
        formulas[cell] = formula
        waiting, count = [cell], 0
        while waiting:
            at = waiting.pop()
            value, *references = formulas[at]
            if references:
                chosen = (max if CHOICE == "max" else min)(values[i] for i in references)
                value += chosen if SIGN == "plus" else -chosen
            if value != values[at]:
                count += COUNTED == "changed" or value > values[at]
                total += value - values[at]
                values[at] = value
                waiting += readers[at]
        answer.append((count, total))
    return answer
