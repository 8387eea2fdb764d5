# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def watch_paths(n: int, paths: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    adjacent = [[] for _ in range(n)]
    for index, (a, b) in enumerate(paths):
        if a != b:
            adjacent[a].append((b, index))
            adjacent[b].append((a, index))

    worth = [0] * len(paths)  # 0: not critical
    entered = [-1] * n
    low = [0] * n
    size = [1] * n
    clock = 0
    for root in range(n):
        if entered[root] >= 0:
            continue
        entered[root] = low[root] = clock
        clock += 1
        critical = []
        stack = [(root, -1, iter(adjacent[root]))]
        while stack:
            hut, via, edges = stack[-1]
            for other, index in edges:
                if index == via:
                    continue
                if entered[other] < 0:
                    entered[other] = low[other] = clock
                    clock += 1
                    stack.append((other, index, iter(adjacent[other])))
                    break
                if entered[other] < low[hut]:
                    low[hut] = entered[other]
            else:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    size[above] += size[hut]
                    if low[hut] < low[above]:
                        low[above] = low[hut]
                    if low[hut] > entered[above]:
                        critical.append((via, size[hut]))
        for index, below in critical:
            worth[index] = below * (size[root] - below)

    count = 0
    best = 0
    best_index = -1
    checksum = 0
    for index, value in enumerate(worth):
        if value:
            count += 1
            checksum += (index + 1) * value
            if value > best:
                best = value
                best_index = index
    return count, best, best_index, checksum % 998244353
