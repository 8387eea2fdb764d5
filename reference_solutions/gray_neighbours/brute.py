# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Writes the settings as rows of switches and counts the places where two rows differ."""

BITS = 80
WHICH = (0, 1)


def count_neighbours(settings: list[int]) -> int:
    rows = [format(setting, f"0{BITS}b")[::-1] for setting in settings]
    count = 0
    for j in range(len(rows)):
        for i in range(j):
            places = [p for p in range(BITS) if rows[i][p] != rows[j][p]]
            if len(places) == 1:
                place = places[0]
                count += place >= WHICH[0] and (place - WHICH[0]) % WHICH[1] == 0
    return count
