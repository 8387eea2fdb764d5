"""A ring road passes `len(heights)` towers, one after another; after the last tower the road comes
back to the first. Two towers next to each other on the ring are one step apart, and so are the last
and the first.

For every tower, find how many steps away the nearest strictly higher tower is. You may walk in
either direction round the ring, and the shorter of the two walks counts. A tower of equal height is
not higher. If no tower on the whole ring is strictly higher, the answer for that tower is -1.

Return the list of answers in the order of `heights`; each is an integer from 1 to
`len(heights) // 2`, or -1.
"""

# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

import itertools

from effbench.authoring import Task, checks

TASK = Task(
    statement=__doc__,
    signature="def nearest_higher(heights: list[int]) -> list[int]",
    examples=[
        (([5, 1, 2, 1, 1, 4],), [-1, 1, 2, 1, 1, 1]),
        (([2, 2, 7, 2, 2, 2, 2],), [2, 1, -1, 1, 2, 3, 3]),
        (([3, 3, 3],), [-1, -1, -1]),
    ],
    limits=["1 <= len(heights) <= 200_000", "0 <= heights[i] <= 1_000_000_000"],
    sizes={"S": (128, 300), "M": (5_000, 8), "L": (120_000, 1)},
    shapes=("rising", "falling", "level", "peaks", "few"),
    check=checks.equal,
    ties="A tower of equal height is not higher.",
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n"},
    split="dev",
    category="array",
    family="monotone stack",
    tags=("stack", "ring"),
)

TOP = 1_000_000_000


@TASK.correctness
def small_inputs(rng):
    """Every small pattern that matters: ties, one peak, all equal, wrap-around on both sides."""
    yield ([0],)
    yield ([TOP],)
    yield ([4, 4],)
    yield ([4, 5],)
    for pattern in itertools.islice(itertools.product(range(3), repeat=4), 0, 81, 4):
        yield (list(pattern),)
    for length in (3, 5, 6, 7, 8, 9, 12, 17):
        for alphabet in (2, 3, length):
            yield ([rng.randrange(alphabet) for _ in range(length)],)
    for length in (10, 11):  # one high tower: distances up to half the ring, both parities
        ring = [7] * length
        ring[rng.randrange(length)] = 8
        yield (ring,)
    for shape in TASK.shapes:
        for length in (1, 2, 13, 60, 301):
            yield large_input(length, shape, rng)
    yield ([rng.randrange(TOP + 1) for _ in range(400)],)


@TASK.stress
def large_input(n, shape, rng):
    """Rings that are mostly flat: long walks for a search outwards, with lower towers strewn in.

    rising and falling: stairs of five steps; level: one plateau under one or two peaks; peaks: a
    plateau under a few peaks of different heights; few: four heights at random under two peaks.
    """
    if shape in ("rising", "falling"):
        step = TOP // 5
        ring = [
            step * (i * 5 // n + 1) - (rng.randrange(1, step) if rng.random() < 0.45 else 0)
            for i in range(n)
        ]
        if shape == "falling":
            ring.reverse()
    elif shape == "few":
        ring = rng.choices(range(4), k=n)
        for _ in range(2):
            ring[rng.randrange(n)] = 5
    else:
        base = TOP // 2
        ring = [base - (rng.randrange(base) if rng.random() < 0.45 else 0) for _ in range(n)]
        if shape == "level":
            ring[rng.randrange(n)] = TOP
            if rng.random() < 0.5:
                ring[rng.randrange(n)] = TOP
        else:
            for _ in range(rng.randrange(4, 11)):
                ring[rng.randrange(n)] = rng.randrange(base + 1, TOP + 1)
    turn = rng.randrange(n)
    return (ring[turn:] + ring[:turn],)


@TASK.small
def tiny_input(rng, shape):
    if rng.random() < 0.3:
        return large_input(rng.randrange(1, 12), shape, rng)
    heights = [rng.randrange(2 if shape == "level" else 5) for _ in range(rng.randrange(1, 12))]
    if shape in ("rising", "falling"):
        heights.sort(reverse=shape == "falling")
    return (heights,)


@TASK.valid
def valid(arguments):
    (heights,) = arguments
    assert 1 <= len(heights) <= 200_000
    assert all(type(height) is int and 0 <= height <= TOP for height in heights)
