# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (the remainder has the sign of the sum); fails on: negative sums."""

import sys

import numpy as np

HEADER = "nq"
BASE = 1
ENDS = "both"

numbers = np.fromstring(sys.stdin.buffer.read(), dtype=np.int64, sep=" ")
n, q = numbers[:2].tolist()
if HEADER == "qn":
    n, q = q, n
sums = np.zeros(n + 1, dtype=np.int64)
np.cumsum(numbers[2 : n + 2], out=sums[1:])
a, b, m = (numbers[n + 2 + i :: 3] for i in range(3))
low = np.minimum(a, b) - BASE + (ENDS == "larger")
high = np.maximum(a, b) - BASE + (ENDS != "smaller")
answers = np.fmod(sums[high] - sums[low], m)
if q:
    sys.stdout.write("\n".join(map(str, answers.tolist())) + "\n")
