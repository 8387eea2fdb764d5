"""A window is a run of `len(pattern)` consecutive letters of `text`. It matches when it is made of
exactly the letters of `pattern`, each as often as in `pattern`, in any order. The pattern itself is
a match where it occurs. Windows may overlap. When `pattern` is longer than `text`, there is no
window.

Return two integers as a tuple: the number of positions at which a matching window begins, and the
number of different strings among the matching windows.
"""

# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

import itertools

from effbench.authoring import Task, checks

TASK = Task(
    statement=__doc__,
    signature="def shuffled_windows(text: str, pattern: str) -> tuple[int, int]",
    examples=[
        (("abcbab", "ab"), (3, 2)),
        (("aaaa", "aa"), (3, 1)),
        (("xyz", "zyxw"), (0, 0)),
    ],
    limits=[
        "1 <= len(text) <= 200_000",
        "1 <= len(pattern) <= 200_000",
        "text and pattern consist of lower-case letters a-z",
    ],
    sizes={"S": (64, 700), "M": (8_000, 7), "L": (150_000, 1)},
    shapes=("wide", "swaps", "few", "rare", "periodic"),
    check=checks.equal,
    ties=(
        "Return two integers as a tuple: the number of positions at which a matching "
        "window begins, and the number of different strings among the matching windows."
    ),
    complexity={"slow": "n m log m", "medium": "26 n + matches m", "fast": "n"},
    exponents={"slow": 1.7, "medium": 1.1},
    category="string",
    family="sliding window",
    tags=("counting", "hashing", "constants"),
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@TASK.correctness
def small_inputs(rng):
    """Short texts over few letters, patterns as long as the text or longer, every shape."""
    yield ("a", "a")
    yield ("a", "b")
    yield ("a", "aa")
    yield ("ab", "ba")
    yield ("aabb", "abab")
    yield (LETTERS, LETTERS[::-1])
    yield ("adad", "bc")
    yield ("bbacabb", "aabb")
    for length in (3, 4, 5, 6, 8, 11, 15, 24):
        for alphabet in ("a", "ab", "abc", "wxyz"):
            text = "".join(rng.choices(alphabet, k=length))
            width = rng.randrange(1, min(6, length) + 1)
            at = rng.randrange(length - width + 1)
            yield (text, "".join(rng.sample(text[at : at + width], width)))
            yield (text, "".join(rng.choices(alphabet, k=rng.randrange(1, 4))))
    text = "".join(itertools.chain.from_iterable(rng.choices(("abcd", "dcba", "badc"), k=800)))
    yield (text, "cdab" * 3)
    yield (text, "cdab" * 20)
    text = "".join(rng.choices(("xy", "yx"), k=2000))  # long windows, hundreds of them different
    yield (text + "z" + text, "xy" * 1000)
    for shape in TASK.shapes:
        for n in (1, 2, 5, 40, 200, 900):
            yield large_input(n, shape, rng)


@TASK.stress
def large_input(n, shape, rng):
    """n letters of text, a pattern of about n ** 0.6; most windows nearly match.

    wide, swaps, few: the text is made of shuffles of one block (26 letters; 12 letters; 3 each of 4
    letters), matches in 4 to 20 places of a hundred, nearly all different; rare: one letter, and
    another one here and there; periodic: one word repeated, a letter changed now and then.
    """
    width = max(1, int(n**0.6))
    if shape == "rare":
        letter, other = rng.sample(LETTERS, 2)
        gaps = [letter * rng.randrange(1, 7) for _ in range(n // 2 + 1)]
        text = other.join(gaps)[:n]
        at = rng.randrange(n - width + 1)
        pattern = text[at : at + width]
    elif shape == "periodic":
        word = rng.choices(rng.sample(LETTERS, 8), k=width)
        letters = word * (n // width + 1)
        for _ in range(max(2, n // (3 * width))):
            letters[rng.randrange(n)] = word[0]
        text = "".join(letters[:n])
        pattern = "".join(word)
    else:
        distinct, copies = {"wide": (26, 1), "swaps": (12, 1), "few": (4, 3)}[shape]
        block = rng.sample(LETTERS, distinct) * copies
        size = min(len(block), n)
        block = block[:size]
        shuffles = ["".join(rng.sample(block, size)) for _ in range(40)]
        text = "".join(rng.choices(shuffles, k=n // size + 1))[:n]
        pattern = shuffles[0] * max(1, width // size)
    letters = list(pattern)
    rng.shuffle(letters)
    return (text, "".join(letters))


@TASK.small
def tiny_input(rng, shape):
    if rng.random() < 0.3:
        return large_input(rng.randrange(1, 7), shape, rng)
    alphabet = {"wide": "abcd", "swaps": "abc", "few": "ab", "rare": "aab", "periodic": "xy"}[shape]
    text = "".join(rng.choices(alphabet, k=rng.randrange(1, 12)))
    if shape == "periodic":
        text = text[:3] * 4
    return (text, "".join(rng.choices(alphabet, k=rng.randrange(1, 5))))


@TASK.valid
def valid(arguments):
    for word in arguments:
        assert type(word) is str and 1 <= len(word) <= 200_000
        assert set(word) <= set(LETTERS)
