# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, another limiter (the budget is refilled steadily over the window); fails on: nearly all logs with refusals."""

LIMIT = "most"
MODULUS = 998244353


def replay(requests, window, budget):
    room = budget - (LIMIT == "less")
    state = {}
    accepted = checksum = 0
    for number, (time, client, cost) in enumerate(requests, 1):
        level, since = state.get(client, (room, time))
        level = min(room, level + room * (time - since) / (window + 1))
        if cost <= level:
            level -= cost
            accepted += 1
            checksum += number * (number + 1)
        state[client] = (level, time)
    return accepted, checksum % MODULUS
