# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A list of parts (left, right, colour) that every paint writes anew."""

WHAT = 1
MODULUS = 1000000007


def replay(length: int, log: list[tuple[int, ...]]) -> list[int]:
    parts = [(0, length, 0)]
    answers = []
    for entry in log:
        if entry[0] == 0:
            _, left, right, colour = entry
            if left < right:
                kept = []
                for start, end, old in parts:
                    if start < left:
                        kept.append((start, min(end, left), old))
                    if start <= left < end:
                        kept.append((left, right, colour))
                    if end > right:
                        kept.append((max(start, right), end, old))
                parts = kept
        elif entry[0] == 1:
            _, left, right = entry
            total = 0
            for start, end, colour in parts:
                low, high = max(start, left), min(end, right)
                if low < high:
                    total += colour**WHAT * (high - low)
            answers.append(total % MODULUS)
        else:
            answers.append(run(parts, entry[1]))
    return answers


def run(parts: list[tuple[int, int, int]], x: int) -> int:
    row_start, row_colour = 0, parts[0][2]
    for start, _, colour in parts:
        if colour != row_colour:
            if x < start:
                return start - row_start
            row_start, row_colour = start, colour
    return parts[-1][1] - row_start
