# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import sys
from itertools import accumulate


def main():
    data = list(map(int, sys.stdin.read().split()))
    n = data[0]
    q = data[1]
    prefix = [0]
    prefix.extend(accumulate(data[2:2 + n]))
    out = []
    at = 2 + n
    for _ in range(q):
        a = data[at]
        b = data[at + 1]
        m = data[at + 2]
        at += 3
        if a > b:
            a, b = b, a
        out.append((prefix[b] - prefix[a - 1]) % m)
    if out:
        sys.stdout.write("\n".join(map(str, out)) + "\n")


main()
