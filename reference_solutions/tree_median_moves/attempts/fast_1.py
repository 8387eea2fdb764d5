# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from operator import add


def meeting_town(people: list[int], rent: list[int], roads: list[tuple[int, int, int]]) -> tuple[int, list[int]]:
    n = len(people)
    # degree and the xor of (neighbour, length) over the roads still there: leaves peel off
    deg = [0] * n
    link = [0] * n
    for a, b, w in roads:
        deg[a] += 1
        deg[b] += 1
        link[a] ^= b << 10 | w
        link[b] ^= a << 10 | w
    deg[0] = 0                 # the root stays
    cnt = people[:]
    order = []
    push = order.append
    base = 0
    for v in range(1, n):
        while deg[v] == 1:
            deg[v] = 0
            push(v)
            c = link[v]
            p = c >> 10
            w = c & 1023
            x = cnt[v]
            cnt[p] += x
            base += x * w
            link[p] ^= v << 10 | w
            deg[p] -= 1
            v = p
    total = cnt[0]
    travel = [0] * n
    travel[0] = base
    order.reverse()
    for v in order:
        c = link[v]
        travel[v] = travel[c >> 10] + (c & 1023) * (total - cnt[v] - cnt[v])
    full = list(map(add, travel, rent))
    return full.index(min(full)), travel
