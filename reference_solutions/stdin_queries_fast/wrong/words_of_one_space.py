# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: words are taken to be apart by one space; fails on: several spaces."""

import sys
from itertools import accumulate

HEADER = "nq"
BASE = 1
ENDS = "both"


def main() -> None:
    words = sys.stdin.read().replace("\n", " ").split(" ")
    n, q = int(words[0]), int(words[1])
    if HEADER == "qn":
        n, q = q, n
    sums = [0, *accumulate(map(int, words[2 : 2 + n]))]
    answers = []
    for i in range(2 + n, 2 + n + 3 * q, 3):
        a, b, m = int(words[i]), int(words[i + 1]), int(words[i + 2])
        if a > b:
            a, b = b, a
        low = a - BASE + (1 if ENDS == "larger" else 0)
        high = b - BASE + (0 if ENDS == "smaller" else 1)
        answers.append(str((sums[high] - sums[low]) % m))
    for answer in answers:
        sys.stdout.write(answer + "\n")


main()
