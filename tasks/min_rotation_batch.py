"""A rotation of a word by k moves its first k letters to the end: "abcd" rotated by 1 is "bcda".
A word of n letters has the rotations by 0, 1, …, n - 1.

The letters are compared by an alphabet of your customer's own: `alphabet` names the letters from
the smallest to the largest, and words of equal length are compared letter by letter from the left,
as in a dictionary that uses this alphabet.

For each word in `words`, find the k for which the rotation by k is the smallest of all rotations
of that word. If several k give the same smallest rotation, take the smallest such k.

Return the list of these k, in the order of `words`. An empty list of words has the answer [].
"""

# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

import itertools

from effbench.authoring import Task, checks

TASK = Task(
    statement=__doc__,
    signature="def least_rotations(words: list[str], alphabet: str) -> list[int]",
    examples=[
        ((["banana", "abab", "ccc", "x"], "abcdefghijklmnopqrstuvwxyz"), [5, 0, 0, 0]),
        ((["banana", "nab"], "nab"), [2, 0]),
        (([], "ba"), []),
    ],
    limits=[
        "0 <= len(words) <= 100_000",
        "1 <= len(words[i]), and all words together have at most 1_000_000 letters",
        "1 <= len(alphabet) <= 26: distinct lower-case letters a-z; words use only these",
    ],
    sizes={"S": (2_000, 70), "M": (120_000, 2), "L": (700_000, 1)},
    shapes=("ladder", "mirror", "comb", "phrase", "pairs"),
    check=checks.equal,
    ties="If several k give the same smallest rotation, take the smallest such k.",
    complexity={"slow": "n^2", "medium": "n", "fast": "n"},
    category="string",
    family="rotation",
    tags=("necklace", "lexicographic order"),
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@TASK.correctness
def small_inputs(rng):
    """Short words over two and three letters, periodic and near-periodic ones, every shape."""
    yield ([], "z")
    yield (["q"], "q")
    for length in range(1, 9):
        words = ["".join(word) for word in itertools.product("ab", repeat=length)]
        for alphabet in ("ab", "ba"):
            yield (rng.sample(words, min(40, len(words))), alphabet)
    for length in (3, 4, 5, 6, 7):
        words = ["".join(word) for word in itertools.product("abc", repeat=length)]
        yield (rng.sample(words, 27), "".join(rng.sample("abc", 3)))
    for length in (10, 20, 45, 80, 130):
        two = ["".join(rng.choices("xy", k=length)) for _ in range(6)]
        yield (two, rng.choice(("xy", "yx")))
        long_runs = ["".join(rng.choices("xy", (9, 1), k=length)) for _ in range(6)]
        yield (long_runs, rng.choice(("xy", "yx")))
        roots = ["".join(rng.choices("pqr", k=rng.randrange(1, 9))) for _ in range(4)]
        periodic = [root * (length // 4) for root in roots]
        yield (periodic, "".join(rng.sample("pqr", 3)))
    for letters in ("st", "stu"):
        roots = ["".join(rng.choices(letters, k=rng.randrange(5, 21))) for _ in range(30)]
        yield ([root * rng.randrange(3, 13) for root in roots], letters)
    for length in (50, 300, 1500):
        ends = ["y" * length + "x", "x" * length + "y", "yx" * length + "y", "x" * length]
        yield (ends, "yx")
        yield ([run * 3 for run in ends], "xy")
    runs = ("x" * k for k in (70, 90, 64, 90, 33))  # long runs of the smallest letter, not equal
    yield (["y".join(runs) + "y", "y" + "x" * 60, "yy" + "x" * 60, "x" * 60 + "y"], "xy")
    for shape in TASK.shapes:
        for n in (1, 2, 3, 9, 40, 200, 1500):
            yield large_input(n, shape, rng)


@TASK.stress
def large_input(n, shape, rng):
    """n letters: one word with half of them, the others in words of up to 300 letters."""
    alphabet = "".join(rng.sample(LETTERS, 26))
    lengths = [(n + 1) // 2]
    rest = n - lengths[0]
    while rest:
        lengths.append(min(rng.randrange(1, 301), rest))
        rest -= lengths[-1]
    rng.shuffle(lengths)
    words = [one_word(length, shape, rng) for length in lengths]
    renamed = str.maketrans(LETTERS, alphabet)
    return ([word.translate(renamed) for word in words], alphabet)


def one_word(length, shape, rng):
    """A word over a, b, c, … in which many rotations agree for long.

    ladder: a random Sturmian word; mirror: Thue-Morse; comb: (ab)^k with a few c; phrase: a random
    phrase over and over with one letter changed; pairs: ab and ac at random.
    """
    if shape == "ladder":
        word, other = "a", "b"
        while len(word) < length:
            word, other = word * rng.choice((1, 1, 2)) + other, word
    elif shape == "mirror":
        word = "a"
        while len(word) < length:
            word += word.translate({97: 98, 98: 97})
    elif shape == "comb":
        pieces = ["ab" * rng.randrange(1, length // 4 + 2) for _ in range(rng.randrange(3, 7))]
        word = "ac".join(pieces)
        word += "ab" * (length // 2 + 1 - len(word) // 2)
    elif shape == "phrase":
        phrase = "".join("a" + rng.choice("bcdefgh") for _ in range(rng.randrange(10, 30)))
        word = phrase * (length // len(phrase) + 1)
        spot = 2 * rng.randrange(length // 2 + 1) + 1
        word = word[:spot] + rng.choice("bcdefgh") + word[spot + 1 :]
    else:
        bits = f"{rng.getrandbits(length // 2 + 1):0{length // 2 + 1}b}"
        word = bits.replace("0", "ab").replace("1", "ac")
    turn = rng.randrange(length)
    word = word[:length]
    return word[turn:] + word[:turn]


@TASK.small
def tiny_input(rng, shape):
    if rng.random() < 0.4:
        return large_input(rng.randrange(1, 14), shape, rng)
    alphabet = "".join(rng.sample("abc", rng.randrange(1, 4)))
    words = [rng.choices(alphabet, k=rng.randrange(1, 7)) for _ in range(rng.randrange(5))]
    return (["".join(word) * rng.choice((1, 1, 2)) for word in words], alphabet)


@TASK.valid
def valid(arguments):
    words, alphabet = arguments
    assert 0 <= len(words) <= 100_000
    assert type(alphabet) is str and 1 <= len(alphabet) <= 26
    assert len(set(alphabet)) == len(alphabet) and set(alphabet) <= set(LETTERS)
    assert all(type(word) is str and word for word in words)
    assert sum(map(len, words)) <= 1_000_000
    letters = set(alphabet)
    assert all(set(word) <= letters for word in words)
