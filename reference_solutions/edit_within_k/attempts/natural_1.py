# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def edits_to_beginning(source: str, target: str, k: int) -> tuple[int, int]:
    n, m = len(source), len(target)

    def common_run(i: int, j: int) -> int:
        """How many letters source[i:] and target[j:] have in common at the start."""
        limit = min(n - i, m - j)
        run = 0
        step = 1
        while run + step <= limit and source[i + run:i + run + step] == target[j + run:j + run + step]:
            run += step
            step *= 2
        while step > 1:
            step //= 2
            if run + step <= limit and source[i + run:i + run + step] == target[j + run:j + run + step]:
                run += step
        return run

    # reach[offset + d]: the most letters of source that can be turned, with the
    # edits so far, into a beginning of target that is longer by d letters.
    unreached = -2
    offset = k + 1
    reach = [unreached] * (2 * k + 3)
    for edits in range(k + 1):
        lowest = max(-edits, -n)
        highest = min(edits, m)
        current = [unreached] * (2 * k + 3)
        for d in range(lowest, highest + 1):
            at = offset + d
            if edits == 0:
                i = 0
            else:
                i = max(reach[at] + 1, reach[at - 1], reach[at + 1] + 1)
                i = min(i, n, m - d)
            if i < n and i + d < m and source[i] == target[i + d]:
                i += common_run(i, i + d)
            current[at] = i
        reach = current
        for d in range(highest, lowest - 1, -1):
            if reach[offset + d] == n:
                return edits, n + d
    return -1, -1
