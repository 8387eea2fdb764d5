# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import deque


def replay(requests: list[tuple[int, int, int]], window: int, budget: int) -> tuple[int, int]:
    MOD = 998244353
    queues = {}
    used = {}
    accepted = 0
    checksum = 0
    number = 0
    for t, client, cost in requests:
        number += 1
        # client numbers may exceed 2**61 - 1, where integer hashes collide
        key = str(client)
        q = queues.get(key)
        if q is None:
            q = queues[key] = deque()
            u = 0
        else:
            u = used[key]
            limit = t - window
            while q and q[0][0] < limit:
                u -= q.popleft()[1]
        if u + cost <= budget:
            u += cost
            q.append((t, cost))
            accepted += 1
            checksum += number * (number + 1)
        used[key] = u
    return accepted, checksum % MOD
