# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from heapq import heappush, heappop


def replay(cells: int, edits: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    value = [0] * cells
    constant = [0] * cells
    refs = [()] * cells
    users = [set() for _ in range(cells)]
    total = 0
    answers = []
    for edit in edits:
        cell = edit[0]
        for r in refs[cell]:
            users[r].discard(cell)
        new_refs = tuple(set(edit[2:]))
        refs[cell] = new_refs
        for r in new_refs:
            users[r].add(cell)
        constant[cell] = edit[1]

        # propagate in ascending order of the cells; every cell is recomputed at most once
        heap = [cell]
        queued = {cell}
        larger = 0
        while heap:
            x = heappop(heap)
            rx = refs[x]
            if rx:
                new = constant[x] + min([value[r] for r in rx])
            else:
                new = constant[x]
            old = value[x]
            if new != old:
                if new > old:
                    larger += 1
                total += new - old
                value[x] = new
                for u in users[x]:
                    if u not in queued:
                        queued.add(u)
                        heappush(heap, u)
        answers.append((larger, total))
    return answers
