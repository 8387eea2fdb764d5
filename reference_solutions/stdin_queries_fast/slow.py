# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Read line by line with input(), and add up the stretch for every question."""

HEADER = "nq"
BASE = 1
ENDS = "both"

first, second = map(int, input().split())
n, q = (first, second) if HEADER == "nq" else (second, first)
values = []
for _ in range(n):
    values.append(int(input()))
for _ in range(q):
    a, b, m = map(int, input().split())
    low = min(a, b) - BASE
    high = max(a, b) - BASE
    total = 0
    for place in range(low, high + 1):
        if (place == low and ENDS == "larger") or (place == high and ENDS == "smaller"):
            continue
        total += values[place]
    print(total % m)
