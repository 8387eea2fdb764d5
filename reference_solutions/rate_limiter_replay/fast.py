# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A queue and a running sum for each client. The sum is brought up to date only when it says no:
what has expired but is still in it makes it too large, never too small.
"""

from collections import deque

COUNTED = "accepted"
RECENT = "most"
LIMIT = "most"
MODULUS = 998244353


def replay(requests: list[tuple[int, int, int]], window: int, budget: int) -> tuple[int, int]:
    age = window + (RECENT == "most")  # from this age on a request is forgotten
    room = budget - (LIMIT == "less")
    refused_count = COUNTED == "all"
    left: dict[int, int] = {}  # client -> room minus what is used
    queues: dict[int, deque[tuple[int, int, int]]] = {}
    accepted = checksum = 0
    for number, request in enumerate(requests, 1):
        time, client, cost = request
        try:
            rest = left[client] - cost
            queue = queues[client]
        except KeyError:
            rest = room - cost
            queue = queues[client] = deque()
        if rest < 0:
            end = time - age
            while queue and queue[0][0] <= end:
                rest += queue.popleft()[2]
            if rest < 0:
                if refused_count:
                    queue.append(request)
                    left[client] = rest
                else:
                    left[client] = rest + cost
                continue
        queue.append(request)
        left[client] = rest
        accepted += 1
        checksum += number * (number + 1)
    return accepted, checksum % MODULUS
