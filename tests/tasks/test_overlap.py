"""Near-duplicates: the words of a text, the hash of a solution, and what is reported."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from effbench.base.errors import DataError
from effbench.tasks import overlap
from effbench.tasks.overlap import trees
from effbench.tasks.overlap.searching import MAX_CHARS, MAX_MATCHES
from effbench.tasks.overlap.wording import grams_of, words_of

STORY = (
    "Given is a list of integers and a window of k positions. For every window return the "
    "largest value that occurs at least twice in it, or -1 if no value does. The windows move "
    "from left to right by one position, and the answer has one entry for every window."
)
OTHER = (
    "A parcel service keeps a tree of depots. Every depot forwards parcels to its parent at the "
    "end of the day. Compute for each depot the day on which its last parcel reaches the root, "
    "when every depot begins with the parcels that the input names."
)
SOLUTION = '''
from __future__ import annotations
import heapq

def best(values: list[int], k: int) -> list[int]:
    """Return the windows' answers."""
    heap: list[int] = []
    total = 0  # of all
    for value in values:
        heapq.heappush(heap, value)
        total += value
        if len(heap) > k:
            total -= heapq.heappop(heap)
    return [total, *heap]
'''
RENAMED = """
import heapq

def solve(a, n):
    q = []
    s = 0
    for x in a:
        heapq.heappush(q, x)
        s += x
        if len(q) > n:
            s -= heapq.heappop(q)
    return [s, *q]
"""


def near(
    prompt: str, *tasks: str, solution: str = "", solved: str = "", share: float = overlap.NEAR
) -> overlap.Result:
    asked = overlap.Passage("p", prompt, (solution,) if solution else ())
    known = [
        overlap.Passage(f"t{i}", text, (solved,) if solved else ()) for i, text in enumerate(tasks)
    ]
    return overlap.near_duplicates([asked], known, share)


def test_words_are_lower_case_letters_and_numbers_are_alike() -> None:
    assert words_of("Straße, at_most 1_000 (10**9 + 7) values[0] = 3.5e7!") == [
        "strasse", "at", "most", "0", "values", "0", "e", "0",
    ]  # fmt: skip
    assert words_of("é中文 x²") == ["é中文", "x²"]
    assert words_of("\ud800 --- \x00") == []


def test_a_gram_is_13_words_and_a_short_text_is_one_gram() -> None:
    words = [f"w{chr(97 + i)}" for i in range(20)]
    assert list(grams_of(words).values()) == list(range(8))
    assert len(grams_of(words[:5])) == 1 and grams_of([]) == {}
    assert len(grams_of(["a"] * 50)) == 1


def test_the_same_text_with_other_numbers_and_layout_is_found_with_its_words() -> None:
    text = "Please solve this.\n\n" + STORY.upper().replace("-1", "- 2\n").replace(",", " ,")
    (match,) = near(text, OTHER, STORY).matches
    assert (match.prompt, match.task, match.share, match.solution) == ("p", "t1", 1.0, None)
    assert match.shared == len(grams_of(words_of(STORY)))
    assert match.words.startswith("given is a list of integers and a window of k positions for")


def test_other_texts_are_not_found_and_a_part_is_found_by_its_share() -> None:
    assert near(OTHER, STORY).clean
    half = STORY[: len(STORY) // 2] + " and so on, as the reader can imagine without more words"
    assert 0 < near(half, STORY, share=0.0).matches[0].share < 1
    assert near(half, STORY, share=0.9).clean
    assert near(OTHER, STORY, share=0.0).clean  # without a shared gram there is no evidence


def test_a_hidden_copy_in_a_long_text_is_found() -> None:
    filler = " ".join(f"{a}{b} thing" for a in "qwertz" for b in "yxcvbn") * 20
    (match,) = near(f"{filler} {STORY} {filler}", STORY).matches
    assert match.share == 1.0


def test_the_same_solution_is_found_under_other_names_and_layout() -> None:
    (match,) = near(OTHER, STORY, solution=RENAMED, solved=SOLUTION).matches
    assert match.share == 0.0 and match.words == ""
    assert match.solution == overlap.solution_hash(SOLUTION).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> n", ">= n"),
        ("s = 0", "s = 1"),
        ("q = []", "q = [1.0]"),
        ("heappush", "heappushpop"),
        ("import heapq", "import heapq2 as heapq"),
        ("return [s, *q]", "return [s, *a]"),
        ("for x in a", "for x in q"),
    ],
)
def test_another_program_has_another_hash(old: str, new: str) -> None:
    assert old in RENAMED
    one, other = overlap.solution_hash(RENAMED), overlap.solution_hash(RENAMED.replace(old, new))
    assert one.digest and other.digest and one.digest != other.digest


def test_small_solutions_are_not_compared() -> None:
    small = "def f(a):\n    return sorted(a)[0]\n"
    assert overlap.solution_hash(small) == overlap.Hashed(None)
    assert near(OTHER, STORY, solution=small, solved=small).clean


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def f(:", "a solution is not Python code"),
        ("\x00", "a solution is not Python code"),
        ("\ud800", "a solution is not Python code"),
        ("(" * 5000, "a solution is not Python code"),
        ("x" * 200_001, "a solution has more than 200000 characters"),
    ],
)
def test_a_hostile_solution_is_reported(text: str, reason: str) -> None:
    result = near(OTHER, STORY, solution=text)
    assert not result.clean and result.matches == ()
    assert [(one.prompt, one.reason) for one in result.not_compared] == [("p", reason)]


def test_deep_and_large_trees_are_walked_without_recursion() -> None:
    deep = "x = " + "-" * 3000 + "1\n" + "y = 0x" + "f" * 10_000 + "\n"
    found = overlap.solution_hash(deep)
    assert found.digest is not None or found.reason is not None
    wide = "x = [" + "1," * 20_000 + "]"
    digest, nodes = trees.digest_of(wide) or ("", 0)
    assert nodes > 20_000 and overlap.solution_hash(wide).digest == digest


def test_a_text_that_is_too_long_or_empty_is_reported() -> None:
    for text, words in (("a " * MAX_CHARS, "more than"), ("?!", "no words")):
        result = near(text, STORY)
        assert not result.clean and words in result.not_compared[0].reason


@pytest.mark.parametrize("text", ["a" * MAX_CHARS, "1 " * (MAX_CHARS // 2), "ß " * 400_000])
def test_the_longest_texts_take_bounded_time(text: str) -> None:
    began = time.process_time()
    assert near(text, STORY).clean
    assert time.process_time() - began < 30  # a bound against quadratic work, not a measurement


def test_a_prompt_names_few_of_the_many_tasks_that_it_repeats() -> None:
    result = near(STORY, *[STORY] * 40)
    assert len(result.matches) == MAX_MATCHES and result.n_tasks == 40


def test_a_file_has_texts_or_chats_with_or_without_ids(tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text(
        '{"prompt": "a b", "id": 7, "more": 1}\n\n'
        '{"prompt": [{"role": "user", "content": "c"}, {"content": "d"}], "solution": "x = 1"}\n'
        '{"prompt": "e", "task_id": "t", "solution": ["y", "z"]}\n'
    )
    assert list(overlap.read_prompts(file)) == [
        overlap.Passage("7", "a b"),
        overlap.Passage("line 3", "c\nd", ("x = 1",)),
        overlap.Passage("t", "e", ("y", "z")),
    ]


@pytest.mark.parametrize("line", ["no json", "[]", '{"id": 1}', '{"prompt": 3}', "[" * 100_000])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"prompt": "a"}\n' + line + "\n")
    with pytest.raises(DataError, match=r"line 2: .*each line must be"):
        list(overlap.read_prompts(file))
