"""$wording the switch panels of a signal box. A panel has $bits switches, and its setting is
written as one integer: switch 0 is the lowest bit, switch 1 the next one, and so on.

Two settings are *neighbours* when they differ in exactly one switch$which.

Count the pairs of panels i < j whose settings are neighbours. Panels with equal settings are
different panels: every one of them is counted with each of its neighbours.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_PANELS = 100_000
COLLIDING = 2**61 - 1

TASK = Task(
    statement=__doc__,
    version=2,
    signature="def count_neighbours(settings: list[int]) -> int",
    examples=[
        (([5, 4, 7, 4, 6],), 6),
        (([0, 2**60, 2**61, 2**60 + 2**61, 0],), 6),
        (([9],), 0),
    ],
    limits=[
        f"0 <= len(settings) <= {MAX_PANELS:_}",
        "0 <= settings[i] < 2**$bits",
    ],
    ties="every one of them is counted with each of its neighbours",
    sizes={"S": (256, 6), "M": (1_500, 3), "L": (20_000, 1)},
    shapes=("boxes", "cubes", "stars", "repeats", "collisions"),
    check=checks.equal,
    complexity={"slow": "n^2", "medium": "n (bits each)", "fast": "n log n (bits each)"},
    exponents={"medium": 0.95, "fast": 0.65},  # numpy's cost a call weighs at S
    category="bit",
    family="pairs at Hamming distance one",
    tags=("bits", "hashing", "sorting", "numpy", "adversarial"),
    imports=("numpy",),
    split="public",
    parameters={
        "wording": {"own": "These are", "get": "You receive", "log": "A log lists"},
        "bits": {80: "80", 72: "72", 76: "76", 84: "84", 88: "88"},
        "which": {
            (0, 1): "",
            (0, 2): " and that switch has an even number",
            (1, 2): " and that switch has an odd number",
            (0, 3): " and that switch has a number divisible by 3",
            (7, 1): " and that switch has the number 7 or a higher one",
        },
    },
)


@TASK.correctness
def small_panels(rng: random.Random) -> Iterator[tuple[list[int]]]:
    bits = TASK.chosen["bits"]
    yield ([],)
    yield ([0],)
    yield ([0, 0, 0],)
    yield ([2**bits - 1, 2**bits - 2, 2**bits - 1],)
    yield ([0] + [1 << i for i in range(bits)],)  # every switch once
    yield ([1 << i for i in range(bits)],)
    yield ([0] * 300 + [1 << i for i in (0, 1, 6, 9, 45)] * 60 + [2] * 240,)
    yield ([2**bits - 1 - (1 << i) for i in range(bits)] + [2**bits - 1] * 2,)
    yield ([0, COLLIDING, 1 << 61, 1, COLLIDING ^ 1, COLLIDING ^ (1 << 60)],)
    for i in range(bits - 1):  # two switches at once, and one switch against a carry
        yield ([0, 3 << i, 1 << i, 1 << i + 1, 1 << i],)
    for width in (1, 2, 3, 4, 6):  # tiny and dense
        for shift in (0, bits // 2 - 2, bits - width):
            yield ([rng.getrandbits(width) << shift for _ in range(3 * width)],)
    for _ in range(20):
        mask = sum(1 << rng.randrange(bits) for _ in range(4))
        yield ([rng.getrandbits(bits) & mask for _ in range(rng.randint(2, 14))],)
    for shape in TASK.shapes:
        for n in (20, 100, 400):
            yield large_panels(n, shape, rng)


@TASK.stress
def large_panels(n: int, shape: str, rng: random.Random) -> tuple[list[int]]:
    """n settings.

    boxes: halves drawn from few values, so that many settings agree in one half; cubes: all
    settings of some switches, a few times; stars: settings with many of their neighbours; repeats:
    stars with equal settings; collisions: multiples of 2**61 - 1, which share one hash in CPython,
    and a few of their neighbours.
    """
    bits = TASK.chosen["bits"]
    if shape == "boxes":
        few = 1 + int(n**0.5)
        words = [[rng.getrandbits(bits // 2) for _ in range(few)] for _ in range(2)]
        settings = [rng.choice(words[0]) << bits // 2 | rng.choice(words[1]) for _ in range(n)]
    elif shape == "cubes":
        settings = []
        while len(settings) < n:
            cube = [rng.getrandbits(bits)]
            for place in rng.sample(range(bits), max(1, (n // 12).bit_length())):
                cube += [setting ^ (1 << place) for setting in cube]
            settings += cube[: n - len(settings)]
    elif shape == "collisions":
        base = [COLLIDING * rng.randrange(1, 2 ** (bits - 62)) for _ in range(n - n // 4)]
        settings = base + [rng.choice(base) ^ (1 << rng.randrange(bits)) for _ in range(n // 4)]
    else:
        settings = []
        while len(settings) < n:
            centre = rng.getrandbits(bits)
            settings.append(centre)
            for _ in range(min(rng.randint(1, 40), n - len(settings))):
                settings.append(centre ^ (1 << rng.randrange(bits)))
        if shape == "repeats":
            settings = [settings[rng.randrange(n)] for _ in range(n)]
    rng.shuffle(settings)
    return (settings,)


@TASK.small
def small(rng: random.Random, shape: str) -> tuple[list[int]]:
    return large_panels(rng.randint(1, 24), shape, rng)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (settings,) = arguments
    assert type(settings) is list and len(settings) <= MAX_PANELS
    top = 1 << TASK.chosen["bits"]
    assert all(type(setting) is int and 0 <= setting < top for setting in settings)
