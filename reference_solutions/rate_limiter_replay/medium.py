# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A queue of recent requests for each client, whose costs are summed for every request."""

from collections import defaultdict, deque

COUNTED = "accepted"
RECENT = "most"
LIMIT = "most"
MODULUS = 998244353


def replay(requests: list[tuple[int, int, int]], window: int, budget: int) -> tuple[int, int]:
    queues: dict[int, deque[tuple[int, int]]] = defaultdict(deque)
    accepted = checksum = 0
    for number, (time, client, cost) in enumerate(requests, 1):
        queue = queues[client]
        while queue:
            age = time - queue[0][0]
            if age < window or (age == window and RECENT == "most"):
                break
            queue.popleft()
        used = sum([spent for _, spent in queue])
        fits = used + cost <= budget if LIMIT == "most" else used + cost < budget
        if fits or COUNTED == "all":
            queue.append((time, cost))
        if fits:
            accepted += 1
            checksum = (checksum + number * (number + 1)) % MODULUS
    return accepted, checksum
