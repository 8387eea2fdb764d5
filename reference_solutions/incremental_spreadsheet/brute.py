# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Ask for every cell's value by recursion, from the log alone: its last edit holds its formula."""

CHOICE = "min"
SIGN = "plus"
COUNTED = "risen"


def replay(cells: int, edits: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    answer = []
    for made in range(1, len(edits) + 1):
        before = [value_of(cell, edits[: made - 1]) for cell in range(cells)]
        after = [value_of(cell, edits[:made]) for cell in range(cells)]
        risen = sum(b > a for a, b in zip(before, after, strict=True))
        fallen = sum(b < a for a, b in zip(before, after, strict=True))
        answer.append((risen + fallen if COUNTED == "changed" else risen, sum(after)))
    return answer


def value_of(cell: int, edits: list[tuple[int, ...]]) -> int:
    for number, constant, *references in reversed(edits):
        if number == cell:
            there = sorted(value_of(reference, edits) for reference in references)
            if not there:
                return constant
            chosen = there[-1] if CHOICE == "max" else there[0]
            return constant + chosen * (1 if SIGN == "plus" else -1)
    return 0
