# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Search breadth first: which letters of both texts are used up after 0, 1, 2, … edits."""


def edits_to_beginning(source: str, target: str, k: int) -> tuple[int, int]:
    reached = {(0, 0)}
    for edits in range(k + 1):
        grown = set(reached)
        while grown:  # equal letters are free
            grown = {
                (i + 1, j + 1) for i, j in grown if source[i : i + 1] == target[j : j + 1] != ""
            } - reached
            reached |= grown
        finished = [j for i, j in reached if i == len(source)]
        if finished:
            return edits, max(finished)
        steps = {(i + di, j + dj) for i, j in reached for di, dj in ((0, 1), (1, 0), (1, 1))}
        reached |= {(i, j) for i, j in steps if i <= len(source) and j <= len(target)}
    return -1, -1
