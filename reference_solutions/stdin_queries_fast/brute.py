# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Parse character by character; every place is asked whether it belongs, remainders by counting."""

import sys

HEADER = "nq"
BASE = 1
ENDS = "both"

numbers: list[int] = []
digits = ""
for character in sys.stdin.read() + "\n":
    if character in "-0123456789":
        digits += character
    elif digits:
        numbers.append(int(digits))
        digits = ""
n = numbers[0 if HEADER == "nq" else 1]
values = dict(enumerate(numbers[2 : 2 + n], BASE))
questions = numbers[2 + n :]
while questions:
    a, b, m, *questions = questions
    rest = 0
    for place, value in values.items():
        inside = min(a, b) <= place <= max(a, b)
        if ENDS == "larger":
            inside = inside and place != min(a, b)
        elif ENDS == "smaller":
            inside = inside and place != max(a, b)
        if inside:
            rest += value
    while rest < 0 or rest >= m:
        rest -= m * (rest // m)
    print(rest)
