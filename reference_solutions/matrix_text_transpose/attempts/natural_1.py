# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import sys
from itertools import zip_longest


def main():
    data = sys.stdin.read()
    lines = data.split("\n")
    if lines[-1] == "":
        lines.pop()
    rows = [line.split(",") for line in lines]
    out = [",".join(column) for column in zip_longest(*rows, fillvalue="-")]
    out.append("")
    sys.stdout.write("\n".join(out))


main()
