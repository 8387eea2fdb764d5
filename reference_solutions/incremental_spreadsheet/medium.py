# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Find all cells that depend on the edited one, and evaluate them in the order of their numbers."""

CHOICE = "min"
SIGN = "plus"
COUNTED = "risen"


def replay(cells: int, edits: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    formulas = {cell: (0, []) for cell in range(cells)}
    readers = {cell: set() for cell in range(cells)}
    values = dict.fromkeys(range(cells), 0)
    total = 0
    answer = []
    for cell, constant, *references in edits:
        for reference in formulas[cell][1]:
            readers[reference].discard(cell)
        for reference in references:
            readers[reference].add(cell)
        formulas[cell] = (constant, references)
        dependent = {cell}
        waiting = [cell]
        while waiting:
            for reader in readers[waiting.pop()]:
                if reader not in dependent:
                    dependent.add(reader)
                    waiting.append(reader)
        count = 0
        for other in sorted(dependent):
            value = evaluated(formulas[other], values)
            if value != values[other]:
                if COUNTED == "changed" or value > values[other]:
                    count += 1
                total += value - values[other]
                values[other] = value
        answer.append((count, total))
    return answer


def evaluated(formula: tuple[int, list[int]], values: dict[int, int]) -> int:
    constant, references = formula
    if not references:
        return constant
    there = [values[reference] for reference in references]
    chosen = max(there) if CHOICE == "max" else min(there)
    return constant + chosen if SIGN == "plus" else constant - chosen
