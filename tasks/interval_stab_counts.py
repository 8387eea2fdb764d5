"""Shop i is open every day from clock reading `starts[i]` to clock reading `ends[i]`, both readings
included. The clock of this town runs from -1_000_000_000 to 1_000_000_000; then a new day begins.
When `starts[i] <= ends[i]`, the shop is open at exactly the readings x with
`starts[i] <= x <= ends[i]`. When `starts[i] > ends[i]`, the shop is open over the change of day: at
exactly the readings x with `x >= starts[i]` or `x <= ends[i]`.

For every reading in `moments`, count the shops that are open at it. The lists are in no particular
order and may hold equal values; equal shops count separately.

Return the list of counts, in the order of `moments`.
"""

# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from effbench.authoring import Task, checks

TASK = Task(
    statement=__doc__,
    signature=(
        "def open_counts(starts: list[int], ends: list[int], moments: list[int]) -> list[int]"
    ),
    examples=[
        (([1, 4, 4], [4, 6, 4], [0, 1, 4, 5, 7]), [0, 1, 3, 1, 0]),
        (([10, 2], [3, 2], [1, 2, 3, 9, 10, 2]), [1, 2, 1, 0, 1, 2]),
        (([], [], [5, -5]), [0, 0]),
    ],
    limits=[
        "0 <= len(starts) == len(ends) <= 200_000",
        "0 <= len(moments) <= 200_000",
        "-1_000_000_000 <= starts[i], ends[i], moments[i] <= 1_000_000_000",
    ],
    sizes={"S": (32, 600), "M": (2_500, 6), "L": (36_000, 1)},
    shapes=("random", "nested", "touching", "clustered", "overnight"),
    check=checks.equal,
    ties="Return the list of counts, in the order of `moments`.",
    complexity={"slow": "n^2", "medium": "n log n", "fast": "n log n"},  # as many moments as shops
    split="dev",
    category="array",
    family="intervals",
    tags=("sorting", "binary search", "sweep"),
)

BOUND = 1_000_000_000


@TASK.correctness
def small_inputs(rng):
    """Few distinct readings, so that ends touch, shops repeat and moments fall on both ends."""
    yield ([], [], [])
    yield ([], [], [0])
    yield ([3], [3], [])
    yield ([-BOUND, BOUND, BOUND], [BOUND, BOUND, -BOUND], [-BOUND, 0, BOUND])
    every = list(range(-1, 5))
    for start in range(4):
        for end in range(4):
            yield ([start], [end], every)
    for shops in (1, 2, 3, 4, 6, 9):
        for span in (1, 2, 4, 9):
            starts = [rng.randrange(span) for _ in range(shops)]
            ends = [rng.randrange(span) for _ in range(shops)]
            yield (starts, ends, [rng.randrange(-1, span + 1) for _ in range(shops + 2)])
    for span in (20, 10**6):
        starts = [rng.randrange(-span, span) for _ in range(60)]
        ends = [rng.randrange(-span, span) for _ in range(60)]
        moments = [x + d for x in starts[:20] + ends[:20] for d in (-1, 0, 1)]
        yield (starts, ends, moments)
    for shape in TASK.shapes:
        for n in (1, 2, 7, 50, 240, 900):  # the last is more shops than one might sample
            yield large_input(n, shape, rng)


@TASK.stress
def large_input(n, shape, rng):
    """n shops and n moments.

    random: anything; nested: every shop inside the next; touching: each shop ends where the next
    begins, moments on the ends; clustered: eight busy spots with many ties; overnight: most shops
    are open over the change of day.
    """
    if shape == "touching":
        cuts = sorted(rng.randrange(-BOUND, BOUND + 1) for _ in range(n + 1))
        order = list(range(n))
        rng.shuffle(order)
        starts = [cuts[i] for i in order]
        ends = [cuts[i + 1] for i in order]
        moments = [cuts[rng.randrange(n + 1)] for _ in range(n)]
    elif shape == "nested":
        step = BOUND // (2 * n)
        middle = rng.randrange(-BOUND // 2, BOUND // 2)
        depths = list(range(n))
        rng.shuffle(depths)
        starts = [middle - step * depth - rng.randrange(step) for depth in depths]
        ends = [middle + step * depth + rng.randrange(step) for depth in depths]
        moments = [middle + rng.randrange(-step * n, step * n) for _ in range(n)]
    elif shape == "clustered":
        spots = [rng.randrange(-BOUND // 2, BOUND // 2) for _ in range(8)]
        starts = [rng.choice(spots) + rng.randrange(-n, n) for _ in range(n)]
        ends = [start + rng.randrange(-n, 2 * n) for start in starts]
        moments = [rng.choice(spots) + rng.randrange(-n, 2 * n) for _ in range(n)]
    else:
        starts = [rng.randrange(-BOUND, BOUND + 1) for _ in range(n)]
        ends = [rng.randrange(-BOUND, BOUND + 1) for _ in range(n)]
        moments = [rng.randrange(-BOUND, BOUND + 1) for _ in range(n)]
        if shape == "overnight":
            for i in range(n):
                if starts[i] < ends[i] and i % 8:
                    starts[i], ends[i] = ends[i], starts[i]
    return (starts, ends, moments)


@TASK.small
def tiny_input(rng, shape):
    span = {"random": 12, "nested": 6, "touching": 4, "clustered": 3, "overnight": 5}[shape]
    shops = rng.randrange(7)
    starts = [rng.randrange(-span, span + 1) for _ in range(shops)]
    ends = [rng.randrange(-span, span + 1) for _ in range(shops)]
    if shape == "overnight":
        starts, ends = map(max, starts, ends), list(map(min, starts, ends))
    moments = [rng.randrange(-span - 1, span + 2) for _ in range(rng.randrange(8))]
    return (list(starts), ends, moments)


@TASK.valid
def valid(arguments):
    starts, ends, moments = arguments
    assert 0 <= len(starts) == len(ends) <= 200_000
    assert 0 <= len(moments) <= 200_000
    for values in arguments:
        assert all(type(value) is int and abs(value) <= BOUND for value in values)
