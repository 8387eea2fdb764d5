# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: scale (readers are brought up to date by recursion); fails on: chains of a thousand cells."""

CHOICE = "min"
SIGN = "plus"
COUNTED = "risen"


def replay(cells, edits):
    formulas = [(0,)] * cells
    readers = [set() for _ in range(cells)]
    values = [0] * cells
    answer = []

    def visit(cell, seen):
        seen.add(cell)
        for reader in readers[cell]:
            if reader not in seen:
                visit(reader, seen)

    for cell, *formula in edits:
        for reference in formulas[cell][1:]:
            readers[reference].discard(cell)
        for reference in formula[1:]:
            readers[reference].add(cell)
        formulas[cell] = formula
        seen, count = set(), 0
        visit(cell, seen)
        for at in sorted(seen):
            value, *references = formulas[at]
            if references:
                chosen = (max if CHOICE == "max" else min)(values[i] for i in references)
                value += chosen if SIGN == "plus" else -chosen
            if COUNTED == "changed":
                count += value != values[at]
            else:
                count += value > values[at]
            values[at] = value
        answer.append((count, sum(values)))
    return answer
