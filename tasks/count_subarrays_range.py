"""A sensor writes one reading after another into the list `values`. A block is a run of one or more
consecutive readings. The spread of a block is its highest reading minus its lowest; the spread of a
block of one reading is 0.

Count the blocks whose spread is at least `low` and at most `high`; both ends are included. Two
blocks that start or end at different positions are different, even when their readings are equal.

Return the count as an integer.
"""

# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from effbench.authoring import Task, checks

TASK = Task(
    statement=__doc__,
    version=2,
    signature="def count_blocks(values: list[int], low: int, high: int) -> int",
    examples=[
        (([3, 5, 4, 8], 1, 2), 3),
        (([7, 7, 7], 0, 0), 6),
        (([1, 9, 1, 9], 1, 7), 0),
    ],
    limits=[
        "1 <= len(values) <= 200_000",
        "-1_000_000_000 <= values[i] <= 1_000_000_000",
        "0 <= low <= high <= 2_000_000_000",
    ],
    sizes={"S": (48, 600), "M": (4_000, 8), "L": (120_000, 1)},
    shapes=("random", "ascending", "zigzag", "ties", "walk"),
    check=checks.equal,
    ties="",
    complexity={"slow": "n^2", "medium": "n", "fast": "n"},
    category="array",
    family="sliding window",
    tags=("deque", "two pointers"),
)

BOUND = 1_000_000_000


@TASK.correctness
def small_inputs(rng):
    """Dense values, limits at the spreads that occur, every shape."""
    yield ([5], 0, 0)
    yield ([5], 1, 3)
    yield ([-BOUND, BOUND], 0, 2 * BOUND)
    yield ([-BOUND, BOUND], 2 * BOUND, 2 * BOUND)
    yield ([BOUND, -BOUND, BOUND], 1, 2 * BOUND - 1)
    for length in (2, 3, 4, 5, 7, 12):
        for alphabet in (1, 2, 3, 6):
            values = [rng.randrange(alphabet) - 2 for _ in range(length)]
            high = rng.randrange(alphabet)
            yield (values, rng.randrange(high + 1), high)
            yield (values, 0, high)
    for length in range(15, 60, 3):
        values = [rng.randrange(rng.choice((5, 9))) for _ in range(length)]
        high = rng.randrange(8)
        yield (values, rng.choice((0, rng.randrange(high + 1))), high)
        yield (values, rng.randrange(high + 1), high)
    for length in (60, 80, 100, 150, 200, 200):  # one bound only, long windows
        yield ([rng.randrange(1000) for _ in range(length)], 0, rng.randrange(500, 1000))
    for length in (40, 90):
        values = [rng.randrange(-50, 51) for _ in range(length)]
        start = rng.randrange(length - 12)
        high = max(values[start : start + 12]) - min(values[start : start + 12])
        low = max(values[start : start + 4]) - min(values[start : start + 4])
        yield (values, low, high)
        yield (values, high, high)
    for shape in TASK.shapes:
        for n in (1, 2, 9, 80, 300, 2_000):  # the last is longer than any window one might assume
            yield large_input(n, shape, rng)


@TASK.stress
def large_input(n, shape, rng):
    """Limits are set so that the longest block that fits spans a good part of the list.

    random: uniform; ascending: a noisy slope; zigzag: a swing that dies down; ties: four values,
    the outer two rare; walk: a random walk.
    """
    if shape == "random":
        values = [rng.randrange(-BOUND, BOUND + 1) for _ in range(n)]
        high = max(0, 2 * BOUND - 20 * BOUND // n)
        low = max(0, 2 * BOUND - 120 * BOUND // n)
    elif shape == "ascending":
        step = BOUND // (n + 4)
        values = [i * step + rng.randrange(4 * step) - BOUND // 2 for i in range(n)]
        high, low = step * (n // 5), step * (n // 20)
    elif shape == "zigzag":
        step = BOUND // (n + 4)
        values = [(n - i if i % 2 else i - n) * step + rng.randrange(3 * step) for i in range(n)]
        high, low = step * n, step * (n // 2)
    elif shape == "ties":
        values = rng.choices((1, 2), k=n)
        for _ in range(8):
            values[rng.randrange(n)] = rng.choice((0, 3))
        high, low = 2, 1
    else:
        level, values = 0, []
        for _ in range(n):
            level += rng.randrange(-100, 101)
            values.append(level)
        high, low = int(40 * n**0.5), int(15 * n**0.5)
    return (values, low, high)


@TASK.small
def tiny_input(rng, shape):
    if rng.random() < 0.3:
        return large_input(rng.randrange(1, 9), shape, rng)
    span = {"random": 9, "ascending": 4, "zigzag": 6, "ties": 2, "walk": 5}[shape]
    values = [rng.randrange(span) for _ in range(rng.randrange(1, 10))]
    if shape == "ascending":
        values.sort()
    high = rng.randrange(span + 1)
    return (values, rng.randrange(high + 1), high)


@TASK.valid
def valid(arguments):
    values, low, high = arguments
    assert 1 <= len(values) <= 200_000
    assert all(type(value) is int and abs(value) <= BOUND for value in values)
    assert type(low) is int and type(high) is int
    assert 0 <= low <= high <= 2 * BOUND
