"""A country has `len(people)` towns, numbered from 0, and one road fewer than towns. A road
`(a, b, length)` joins the towns a and b and can be used both ways; by road there is exactly one way
from each town to each other one. In town i live `people[i]` people, and a hall there can be
rented for `rent[i]`.

All people are to meet in one town. The travel cost of a town t is the sum, over all people, of the
length of the way from their own town to t. (People who live in t travel 0.) The full cost of t is
its travel cost plus `rent[t]`.

Return a tuple of two: the town with the smallest full cost, and the list of the travel costs of all
towns in order of their numbers. If several towns share the smallest full cost, name the one with
the smallest number.
"""

# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from effbench.authoring import Task, checks

TASK = Task(
    statement=__doc__,
    signature=(
        "def meeting_town(people: list[int], rent: list[int], roads: list[tuple[int, int, int]])"
        " -> tuple[int, list[int]]"
    ),
    examples=[
        (([4], [9], []), (0, [0])),
        (([1, 2, 3], [0, 0, 0], [(0, 1, 5), (2, 1, 1)]), (1, [28, 8, 8])),
        (([1, 0, 1, 0], [3, 1, 1, 0], [(1, 0, 2), (1, 2, 2), (3, 1, 1)]), (1, [4, 4, 4, 6])),
    ],
    limits=[
        "1 <= len(people) == len(rent) <= 100_000 and len(roads) == len(people) - 1",
        "0 <= people[i] <= 1_000",
        "0 <= rent[i] <= 1_000_000_000",
        "0 <= a, b < len(people), 1 <= length <= 1_000; the roads form one connected network",
    ],
    sizes={"S": (10, 900), "M": (1_200, 9), "L": (20_000, 1)},
    shapes=("random", "path", "star", "caterpillar", "binary"),
    check=checks.equal,
    ties=("If several towns share the smallest full cost, name the one with the smallest number."),
    complexity={"slow": "n^2", "medium": "n", "fast": "n"},
    category="graph",
    family="rerooting",
    tags=("tree", "dynamic programming"),
)


@TASK.correctness
def small_inputs(rng):
    """Small trees of every shape with ties in the full cost, empty towns, and one long path."""
    yield ([0], [0], [])
    yield ([1000], [10**9], [])
    yield ([0, 0], [5, 5], [(1, 0, 1000)])
    yield ([3, 1], [0, 2], [(0, 1, 1)])
    yield ([1, 1, 1, 1], [0, 0, 0, 0], [(0, 1, 1), (1, 2, 1), (2, 3, 1)])
    yield ([0, 0, 9], [0, 50, 0], [(0, 1, 1), (2, 1, 1)])  # a dear town between two cheap ones
    for towns in (2, 3, 4, 5, 6, 8, 12):
        for shape in TASK.shapes:
            _, _, roads = large_input(towns, shape, rng)
            if rng.random() < 0.6:
                roads = [(a, b, rng.randrange(1, 3)) for a, b, _ in roads]
            people = [rng.randrange(3) for _ in range(towns)]
            yield (people, [rng.randrange(4) for _ in range(towns)], roads)
    for shape in TASK.shapes:
        for towns in (1, 7, 40, 250):
            yield large_input(towns, shape, rng)
        people, _, roads = large_input(60, shape, rng)
        yield (people, [0] * 60, roads)
    yield large_input(2500, "path", rng)


@TASK.stress
def large_input(n, shape, rng):
    """Trees with shuffled numbers and roads in random order; the rents decide between towns near
    the best one."""
    parents = [0] * n
    for i in range(1, n):
        if shape == "path":
            parents[i] = i - 1
        elif shape == "random":
            parents[i] = rng.randrange(i)
        elif shape == "binary":
            parents[i] = (i - 1) // 2
        elif shape == "caterpillar":
            parents[i] = i - 1 if i <= n // 2 else rng.randrange(n // 2 + 1)
    numbers = list(range(n))
    rng.shuffle(numbers)
    roads = []
    for i in range(1, n):
        ends = numbers[i], numbers[parents[i]]
        a, b = ends if rng.random() < 0.5 else reversed(ends)
        roads.append((a, b, rng.randrange(1, 1001)))
    rng.shuffle(roads)
    people = [rng.randrange(1001) for _ in range(n)]
    rent = [rng.randrange(0, 300 * n) for _ in range(n)]
    return (people, rent, roads)


@TASK.small
def tiny_input(rng, shape):
    towns = rng.randrange(1, 8)
    _, _, roads = large_input(towns, shape, rng)
    if rng.random() < 0.7:
        roads = [(a, b, rng.randrange(1, 4)) for a, b, _ in roads]
    people = [rng.randrange(4) for _ in range(towns)]
    return (people, [rng.randrange(5) for _ in range(towns)], roads)


@TASK.valid
def valid(arguments):
    people, rent, roads = arguments
    n = len(people)
    assert 1 <= n <= 100_000 and len(rent) == n and len(roads) == n - 1
    assert all(type(p) is int and 0 <= p <= 1_000 for p in people)
    assert all(type(r) is int and 0 <= r <= 1_000_000_000 for r in rent)
    group = list(range(n))
    for a, b, length in roads:
        assert type(a) is int and type(b) is int and 0 <= a < n and 0 <= b < n
        assert type(length) is int and 1 <= length <= 1_000
        while group[a] != a:
            group[a] = a = group[group[a]]
        while group[b] != b:
            group[b] = b = group[group[b]]
        assert a != b  # n - 1 roads without a cycle connect all towns
        group[a] = b
