# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Evaluate the whole sheet after every edit."""

CHOICE = "min"
SIGN = "plus"
COUNTED = "risen"


def replay(cells: int, edits: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    formulas: list[tuple[int, ...]] = [(0,)] * cells
    before = [0] * cells
    answer = []
    for cell, *formula in edits:
        formulas[cell] = tuple(formula)
        values: list[int] = []
        for constant, *references in formulas:
            if references:
                there = [values[reference] for reference in references]
                chosen = max(there) if CHOICE == "max" else min(there)
                constant += chosen if SIGN == "plus" else -chosen
            values.append(constant)
        if COUNTED == "changed":
            count = sum(a != b for a, b in zip(before, values, strict=True))
        else:
            count = sum(a < b for a, b in zip(before, values, strict=True))
        answer.append((count, sum(values)))
        before = values
    return answer
