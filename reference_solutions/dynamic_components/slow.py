# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Keep the list of links and search the graph for every question. O(n + links) a question."""

KNOWN = "size"
MODULUS = 998244353


def replay_links(n: int, operations: list[tuple[int, int, int]]) -> tuple[int, int]:
    links: list[tuple[int, int]] = []
    digest = 0
    for operation in operations:
        if operation[0] == 0:
            links.append((operation[1], operation[2]))
        elif operation[0] == 2:
            links = links[: len(links) - operation[1]]
        else:
            near = neighbours(n, links)
            group = group_of(operation[1], near)
            answer = 0
            if operation[2] in group:
                answer = len(group) if KNOWN == "size" else count_groups(n, near)
            digest = (digest * 31 + answer) % MODULUS
    return count_groups(n, neighbours(n, links)), digest


def neighbours(n: int, links: list[tuple[int, int]]) -> list[list[int]]:
    near: list[list[int]] = [[] for _ in range(n)]
    for a, b in links:
        near[a].append(b)
        near[b].append(a)
    return near


def group_of(start: int, near: list[list[int]]) -> set[int]:
    group = {start}
    pending = [start]
    while pending:
        for other in near[pending.pop()]:
            if other not in group:
                group.add(other)
                pending.append(other)
    return group


def count_groups(n: int, near: list[list[int]]) -> int:
    seen: set[int] = set()
    count = 0
    for start in range(n):
        if start not in seen:
            seen |= group_of(start, near)
            count += 1
    return count
