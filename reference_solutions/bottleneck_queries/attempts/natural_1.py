# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def weakest_links(n: int, pipes: list[tuple[int, int, int]], queries: list[tuple[int, int]]) -> list[int]:
    # Kruskal with union by size and without path compression. Every town keeps
    # the step at which it was hung below its parent; the steps grow towards the
    # root, and the trees are only logarithmically deep.
    parent = list(range(n))
    size = [1] * n
    never = len(pipes)
    joined_at = [never] * n

    ordered = sorted(pipes, key=lambda pipe: pipe[2])
    groups = n
    for step, (a, b, _) in enumerate(ordered):
        while parent[a] != a:
            a = parent[a]
        while parent[b] != b:
            b = parent[b]
        if a == b:
            continue
        if size[a] > size[b]:
            a, b = b, a
        parent[a] = b
        size[b] += size[a]
        joined_at[a] = step
        groups -= 1
        if groups == 1:
            break

    answers = []
    for a, b in queries:
        step = -1
        while a != b:
            if joined_at[a] > joined_at[b]:
                a, b = b, a
            step = joined_at[a]
            if step == never:  # both are roots
                break
            a = parent[a]
        answers.append(ordered[step][2] if 0 <= step < never else -1)
    return answers
