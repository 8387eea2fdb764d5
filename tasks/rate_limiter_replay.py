"""$wording the log `requests` of a service that limits how much each client may ask for: a list of
tuples `(t, client, cost)` in the order in which they came in, so `t` never falls. Decide for each
request whether it is accepted or refused.

A client has used, at a request, the sum of the costs of the client's earlier $counted
requests that are still recent. An earlier request with time `s` is recent for a request with time
`t` if `t - s` is $recent `window`; requests at the same time count in the order of the log. The
request is accepted if what the client has used together with its own cost is $limit `budget`.
Otherwise it is refused. Clients have nothing to do with each other. Their numbers are not always
harmless: in some logs they are chosen so that all of them have the same hash value in Python.

Return a pair of integers:

1. how many requests are accepted,
2. the checksum of the accepted ones: the sum of `number * (number + 1)` over them, where the
   requests are numbered 1, 2, 3, … as in the log, reduced modulo $modulus to a number from 0 to
   $modulus - 1.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task

MAX_REQUESTS = 200_000
MAX_NUMBER = 10**9
MAX_COST = 1_000_000
COLLISION = 2**61 - 1  # the ints that are multiples of it have the same hash
MAX_CLIENT = 20_000 * COLLISION
Request = tuple[int, int, int]
MODULI = (998_244_353, 1_000_000_007, 1_000_003, 2_147_483_647, 65_521)

TASK = Task(
    statement=__doc__,
    version=2,
    signature=(
        "def replay(requests: list[tuple[int, int, int]], window: int, budget: int)"
        " -> tuple[int, int]"
    ),
    examples=[
        (
            ([(0, 7, 3), (1, 7, 3), (1, 8, 5), (2, 7, 2), (4, 7, 2), (5, 7, 1), (9, 8, 6)], 4, 6),
            (5, 118),
        ),
        (([(3, 1, 2), (3, 1, 2), (3, 1, 1)], 0, 3), (2, 14)),
        (([], 5, 5), (0, 0)),
    ],
    limits=[
        f"0 <= len(requests) <= {MAX_REQUESTS:_}",
        f"0 <= t <= {MAX_NUMBER:_}; t never falls",
        f"0 <= client <= {MAX_CLIENT:_}",
        f"1 <= cost <= {MAX_COST:_}",
        f"0 <= window <= {MAX_NUMBER:_}",
        f"1 <= budget <= {MAX_NUMBER:_}",
    ],
    ties="requests at the same time count in the order of the log.",
    parameters={
        "counted": {"accepted": "accepted", "all": "(accepted and refused)"},
        "recent": {"most": "at most", "less": "less than"},
        "limit": {"most": "at most", "less": "less than"},
        "modulus": {modulus: str(modulus) for modulus in MODULI},
        "wording": {"given": "Given is", "receive": "You receive"},
    },
    split="dev",
    sizes={"S": (300, 72), "M": (14_000, 2), "L": (110_000, 1)},
    shapes=("many", "one client", "bursts", "heavy", "quiet"),
    complexity={
        "slow": "requests * requests of a client",
        "medium": "requests * requests of a client in a window",
        "fast": "requests",
    },
    exponents={"slow": 1.3, "medium": 1.0, "fast": 1.0},
    category="library-like",
    family="sliding-window limiter",
    tags=("trace", "sliding window", "queue"),
)


@TASK.correctness
def small_logs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield [(0, 0, 1)], 0, 1
    yield [(MAX_NUMBER, MAX_CLIENT, MAX_COST)], MAX_NUMBER, MAX_NUMBER
    yield [(0, 1, MAX_COST), (MAX_NUMBER, 1, MAX_COST), (MAX_NUMBER, 1, 1)], MAX_NUMBER, MAX_COST
    for window in (0, 1, 2, 5):
        for budget in (1, 2, 3):
            yield [(t // 2, t % 3 // 2, 1 + t % 2) for t in range(24)], window, budget
            yield [(t, 4, 1) for t in range(12)], window, budget
    yield [(5, 1, 9)] * 4 + [(6, 1, 1), (11, 1, 1)], 5, 9
    for _ in range(40):  # tiny and dense: ages at the window's edge, sums at the budget's
        yield tiny_log(rng, "any")
    for shape in TASK.shapes:
        for n in (60, 700):
            yield large_log(n, shape, rng)
    yield [(i // 4, i % 3 * COLLISION, 1 + i % 7) for i in range(900)], 40, 70
    yield [(i, 3, MAX_COST - i % 2) for i in range(1_600)], 1_500, MAX_NUMBER
    yield [(i, 3, 1) for i in range(1_400)], 1_300, 700


@TASK.stress
def large_log(n: int, shape: str, rng: random.Random) -> tuple[list[Request], int, int]:
    """Windows hold about ten of a client's requests. bursts: many at one time; heavy: most
    requests are refused; quiet: none is."""
    clients = 1 if shape == "one client" else max(1, min(600, n // 150))
    per_window = rng.randint(8, 14)
    window = rng.randint(50, 80) * clients
    gap = max(1, window // (per_window * clients))
    load = {"heavy": 2.5, "quiet": 0.5}.get(shape, 1.1)
    budget = max(1, int(per_window * 50 / load))
    names = [rng.randrange(MAX_NUMBER) for _ in range(clients)]
    if shape == "many":
        names[: min(8, clients)] = [i * COLLISION for i in range(min(8, clients))]
    time, requests = rng.randrange(1_000), []
    burst = rng.randint(8, 16) * clients
    for i in range(n):
        if shape != "bursts":
            time += rng.randrange(2 * gap + 1)
        elif i % burst == 0:
            time += rng.randint(gap * burst // 2, 2 * gap * burst)
        requests.append((time, names[int(clients * rng.random())], 1 + int(99 * rng.random())))
    return requests, window, budget


@TASK.small
def tiny_log(rng: random.Random, shape: str) -> tuple[list[Request], int, int]:
    step = {"bursts": 0.2, "quiet": 0.9}.get(shape, 0.6)
    clients = 1 if shape == "one client" else 3
    time, requests = rng.randint(0, 3), []
    for _ in range(rng.randint(0, 18)):
        if rng.random() < step:
            time += rng.randint(0, 3)
        requests.append((time, rng.randrange(clients), rng.randint(1, 4)))
    return requests, rng.randint(0, 6), rng.randint(1, 5 if shape == "heavy" else 9)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    requests, window, budget = arguments
    assert type(requests) is list and len(requests) <= MAX_REQUESTS
    before = 0
    for request in requests:
        assert type(request) is tuple and len(request) == 3
        assert all(type(number) is int for number in request)
        time, client, cost = request
        assert before <= time <= MAX_NUMBER and 0 <= client <= MAX_CLIENT
        assert 1 <= cost <= MAX_COST
        before = time
    assert type(window) is int and 0 <= window <= MAX_NUMBER
    assert type(budget) is int and 1 <= budget <= MAX_NUMBER
