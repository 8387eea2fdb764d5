# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def replay_links(n: int, operations: list[tuple[int, int, int]]) -> tuple[int, int]:
    # Union by size without path compression, so that unions can be undone.
    parent = list(range(n))
    size = [1] * n
    groups = n
    lines = []  # for each line the root it hung below another one, or -1
    digest = 0

    for kind, a, b in operations:
        if kind == 2:
            for _ in range(a):
                root = lines.pop()
                if root >= 0:
                    size[parent[root]] -= size[root]
                    parent[root] = root
                    groups += 1
            continue

        while parent[a] != a:
            a = parent[a]
        while parent[b] != b:
            b = parent[b]
        if kind == 1:
            answer = size[a] if a == b else 0
            digest = (digest * 31 + answer) % 998244353
        elif a == b:
            lines.append(-1)
        else:
            if size[a] > size[b]:
                a, b = b, a
            parent[a] = b
            size[b] += size[a]
            groups -= 1
            lines.append(a)
    return groups, digest
