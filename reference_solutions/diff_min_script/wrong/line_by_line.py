# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (lines with the same index are compared); fails on: an inserted line."""


def shortest_edit(old, new):
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]
    differ = [i for i, pair in enumerate(zip(old, new)) if pair[0] != pair[1]]
    both = min(len(old), len(new))
    return differ + list(range(both, len(old))), differ + list(range(both, len(new)))
