# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Keep every counted request of a client and look through all of them each time."""

COUNTED = "accepted"
RECENT = "most"
LIMIT = "most"
MODULUS = 998244353


def replay(requests: list[tuple[int, int, int]], window: int, budget: int) -> tuple[int, int]:
    history: dict[int, list[tuple[int, int]]] = {}
    accepted = []
    for number, (time, client, cost) in enumerate(requests, 1):
        earlier = history.setdefault(client, [])
        used = cost
        for moment, spent in earlier:
            if time - moment < window or (RECENT == "most" and time - moment == window):
                used += spent
        if used < budget or (LIMIT == "most" and used == budget):
            accepted.append(number)
            earlier.append((time, cost))
        elif COUNTED == "all":
            earlier.append((time, cost))
    return len(accepted), sum(n * (n + 1) for n in accepted) % MODULUS
