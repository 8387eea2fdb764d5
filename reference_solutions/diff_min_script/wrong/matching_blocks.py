# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (difflib's longest matching blocks are not a shortest script); fails on: short blocks that are more together."""

from difflib import SequenceMatcher


def shortest_edit(old, new):
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]
    removed, added = set(range(len(old))), set(range(len(new)))
    for i, j, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        removed.difference_update(range(i, i + size))
        added.difference_update(range(j, j + size))
    return sorted(removed), sorted(added)
