# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort the positions by value and list, for each, those at least one gap below it on its side."""

SIDE = "later"
STRICT = True
TIE = "last"


def overtop_profile(values: list[int], d: int) -> tuple[int, int, int]:
    by_value = sorted(range(len(values)), key=lambda i: values[i])
    needed = d + 1 if STRICT else d
    overtopped: dict[int, list[int]] = {}
    for i in range(len(values)):
        low = [j for j in by_value if values[j] + needed <= values[i]]
        overtopped[i] = [j for j in low if (j > i if SIDE == "later" else j < i)]
    ranked = sorted(range(len(values)), key=lambda i: (len(overtopped[i]), i))
    most = len(overtopped[ranked[-1]])
    best = [i for i in ranked if len(overtopped[i]) == most]
    total = sum(map(len, overtopped.values()))
    return total, most, min(best) if TIE == "first" else max(best)
