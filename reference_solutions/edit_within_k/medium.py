# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For e = 0, 1, 2, … edits, how far each diagonal gets, sliding over equal letters. O(n + k^2)."""


def edits_to_beginning(source: str, target: str, k: int) -> tuple[int, int]:
    rows, columns = len(source), len(target)
    reached = {0: 0}  # diagonal (column - row) -> rows done with the edits so far
    for edits in range(k + 1):
        done = -1
        for diagonal, row in reached.items():
            column = row + diagonal
            while row < rows and column < columns and source[row] == target[column]:
                row += 1
                column += 1
            reached[diagonal] = row
            if row == rows:
                done = max(done, column)
        if done >= 0:
            return edits, done
        further: dict[int, int] = {}
        for diagonal, row in reached.items():
            column = row + diagonal
            if row < rows and column < columns:
                further[diagonal] = max(further.get(diagonal, 0), row + 1)
            if column < columns:
                further[diagonal + 1] = max(further.get(diagonal + 1, 0), row)
            if row < rows:
                further[diagonal - 1] = max(further.get(diagonal - 1, 0), row + 1)
        reached = further
    return -1, -1
