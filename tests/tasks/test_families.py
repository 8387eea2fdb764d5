"""Parametrised tasks: the effect of a choice, the choice of a seed, and the splits of a run."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from effbench import pipeline
from effbench.base.errors import TaskError, UsageError
from effbench.pipeline import RunConfig
from effbench.sandbox import Sandbox
from effbench.tasks import registry
from effbench.tasks.authoring import Task, choosing
from effbench.tasks.registry import families

TASK = '''\
"""$wording the list `values`. Return the index of its largest value; of equal ones the $tie."""

from effbench.authoring import Task

TASK = Task(
    statement=__doc__,
    signature="def place(values: list[int]) -> int",
    examples=[(([3, 1, 3],), 0)],
    limits=["1 <= len(values) <= 1_000", "0 <= values[i] < $modulus; costs $$1"],
    ties="of equal ones the $tie.",
    sizes={"S": (10, 1), "M": (100, 1), "L": (900, 1)},
    shapes=("few",),
    complexity={"slow": "n", "medium": "n", "fast": "n"},
    category="array",
    family="extremes",
    parameters={
        "tie": {"first": "leftmost", "last": "rightmost"},
        "modulus": {7: "7", 10**9 + 7: "10**9 + 7"},
        "wording": {"a": "Given is", "b": "You receive"},
    },
)
TASK_TOP = TASK.chosen["modulus"]


@TASK.correctness
def inputs(rng):
    yield from (large(n, "few", rng) for n in range(1, 9))


@TASK.stress
def large(n, shape, rng):
    return ([rng.randrange(TASK.chosen["modulus"]) for _ in range(n)],)


@TASK.valid
def valid(arguments):
    assert all(0 <= value < TASK.chosen["modulus"] for value in arguments[0])
'''
SOLUTION = """TIE: str = "first"  # which of equal ones
MODULUS = 7


def place(values):
    best = max(values)
    at = [i for i, value in enumerate(values) if value == best]
    return at[0] if TIE == "first" else at[-1]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place: Path = tmp_path_factory.mktemp("families")
    (place / "place.py").write_text(TASK)
    solutions = place / "reference_solutions" / "place"
    solutions.mkdir(parents=True)
    for name in ("fast", "medium", "slow", "brute"):
        (solutions / f"{name}.py").write_text(SOLUTION)
    return place


def opened(folder: Path, **choice: object) -> registry.TaskFiles:
    file = folder / "place.py"
    return registry.open_task(file, folder / "reference_solutions" / "place", choice or None)


def test_the_first_values_make_the_built_in_task(folder: Path) -> None:
    files = opened(folder)
    assert files.task.statement.startswith("Given is the list")
    assert "of equal ones the leftmost." in files.task.prompt
    assert "0 <= values[i] < 7; costs $1" in files.task.prompt
    assert files.authored.ties == "of equal ones the leftmost."
    assert 'TIE: str = "first"  # which' in files.task.fast.replace("'", '"')


def test_a_choice_reaches_text_generators_and_every_solution(folder: Path) -> None:
    files = opened(folder, tie="last", modulus=10**9 + 7, wording="b")
    assert files.task.statement.startswith("You receive the list")
    assert "the rightmost." in files.task.prompt and "10**9 + 7" in files.task.prompt
    for source in (*files.task.references.values(), files.brute or ""):
        assert "TIE: str = 'last'  # which of equal ones\nMODULUS = 1000000007\n" in source
    largest = max(i.arguments[0][0] for i in files.task.correctness(1))
    assert largest > 7
    assert files.task.digest != opened(folder).task.digest


def test_a_seed_chooses_the_same_variant_everywhere_and_never_the_built_in(folder: Path) -> None:
    authored = opened(folder).authored
    assert families.combinations(authored) == 8 == len(families.every_choice(authored))
    choices = [families.choice_of(authored, "place", seed) for seed in range(60)]
    assert choices == [families.choice_of(authored, "place", seed) for seed in range(60)]
    assert all((c["tie"], c["modulus"]) != ("first", 7) for c in choices)
    assert len({tuple(c.values()) for c in choices}) == 4  # two meanings, in two wordings each


def meanings(authored: Task, name: str, seeds: range) -> set[tuple[object, ...]]:
    return {families.meaning_of(families.choice_of(authored, name, seed)) for seed in seeds}


def test_what_is_trained_on_is_never_what_is_evaluated_on() -> None:
    """Training and evaluation share no meaning, whatever the variant's name and wording."""
    parametrised = [base for base in registry.open_tasks() if base.authored.parameters]
    assert len(parametrised) > 30
    for base in parametrised:
        authored, name = base.authored, base.file.stem
        training = meanings(authored, name, range(200))
        evaluation = meanings(authored, name, range(2**31, 2**31 + 200))
        built_in = families.meaning_of(families.every_choice(authored)[0])
        assert training and evaluation and not training & evaluation, name
        assert built_in not in training | evaluation
        assert len(training) + len(evaluation) == (
            len({families.meaning_of(choice) for choice in families.every_choice(authored)}) - 1
        )


@pytest.mark.parametrize(("modulus", "count"), [({7: "7"}, 1), ({7: "7", 11: "11"}, 1)])
def test_a_task_with_one_other_meaning_has_it_for_both(folder: Path, modulus, count) -> None:
    few = copy.copy(opened(folder).authored)
    few.parameters = {"modulus": modulus, "wording": {"a": "a", "b": "b"}}
    for seeds in (range(40), range(2**31, 2**31 + 40)):
        assert len(meanings(few, "place", seeds)) == count


def test_a_variants_examples_are_recomputed(folder: Path, sandbox: Sandbox) -> None:
    base = opened(folder)
    variants = [families.open_variant(base, seed, sandbox) for seed in range(12)]
    for files in variants:
        want = 0 if files.authored.chosen["tie"] == "first" else 2
        assert f"place([3, 1, 3]) == {want}" in files.task.prompt
    assert {files.authored.chosen["tie"] for files in variants} == {"first", "last"}
    assert variants[3].task.id == "place~k3"
    assert variants[3].task.split == "generated"


def test_variants_of_other_names_get_other_inputs(folder: Path, sandbox: Sandbox) -> None:
    base = opened(folder)
    one, other = (families.open_variant(base, seed, sandbox).task for seed in (2**31, 2**31 + 1))
    assert one.correctness(1) != other.correctness(1)


@pytest.mark.parametrize(
    "name", ["place~k", "place~kx", "place~k-1", "place~k²", "place~k" + "9" * 5000]
)
def test_a_bad_seed_in_a_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="suite seed"):
        registry.parse_variant(name)


def test_names_are_parsed() -> None:
    assert registry.parse_variant("place") == ("place", None)
    assert registry.parse_variant("place~k12") == ("place", 12)


def test_a_task_without_parameters_has_no_variants(tasks_dir: Path, sandbox: Sandbox) -> None:
    file = tasks_dir / "squares.py"
    base = registry.open_task(file, tasks_dir / "reference_solutions" / "squares")
    with pytest.raises(TaskError, match="no parameters"):
        families.open_variant(base, 1, sandbox)


def test_a_family_without_a_brute_force_is_named(
    folder: Path, tmp_path: Path, sandbox: Sandbox
) -> None:
    (tmp_path / "place.py").write_text(TASK)
    for name in ("fast", "medium", "slow"):
        (tmp_path / f"{name}.py").write_text(SOLUTION)
    with pytest.raises(TaskError, match=r"brute\.py: missing"):
        families.open_variant(registry.open_task(tmp_path / "place.py", tmp_path), 1, sandbox)


def test_an_example_must_be_a_valid_input_of_every_variant(
    folder: Path, tmp_path: Path, sandbox: Sandbox
) -> None:
    (tmp_path / "place.py").write_text(TASK.replace("[3, 1, 3]", "[3, 1, 100]"))
    base = registry.open_task(
        tmp_path / "place.py", folder / "reference_solutions" / "place", {"modulus": 10**9 + 7}
    )
    families.open_choice(base, {"modulus": 10**9 + 7}, "place", sandbox)
    with pytest.raises(TaskError, match=r"modulus=7, .* the example .*100.* is not a valid input"):
        families.open_choice(base, {"modulus": 7}, "place", sandbox)


def test_a_dollar_that_is_no_parameter_is_an_error() -> None:
    settings = {
        "signature": "def f(x: int) -> int",
        "examples": [],
        "limits": [],
        "sizes": {},
        "shapes": (),
        "complexity": {},
        "category": "x",
        "family": "x",
        "parameters": {"tie": {1: "one", 2: "two"}},
    }
    with choosing({"tie": 2}):
        assert Task(statement="It is $tie.", **settings).statement == "It is two."
    assert Task(statement="It is $tie.", **settings).statement == "It is one."
    with pytest.raises(ValueError, match=r"\$day, which is not a parameter"):
        Task(statement="It is $day.", **settings)


def test_the_generated_split_of_a_run(folder: Path, sandbox: Sandbox) -> None:
    config = RunConfig(
        split="generated", suite_seed=5, tasks=("place~*",), tasks_path=(folder,), timing="off"
    )
    suite = pipeline.load_suite(config, sandbox)
    assert [task.id for task in suite.tasks] == ["place~k5"]
    assert suite.name == "core-generated+local"
    assert "training" in suite.notes[0]


@pytest.mark.parametrize(
    ("split", "suite_seed", "words"),
    [
        ("generated", None, "go together"),
        ("public", 3, "go together"),
        ("private", None, "choose one of"),
    ],
)
def test_splits_that_make_no_sense(
    split: str, suite_seed: int | None, words: str, sandbox: Sandbox
) -> None:
    with pytest.raises(UsageError, match=words):
        pipeline.load_suite(RunConfig(split=split, suite_seed=suite_seed), sandbox)


def test_public_and_dev_are_the_whole_suite() -> None:
    suite = registry.load_core()
    parts = [registry.split(suite, name) for name in ("public", "dev")]
    assert sorted(t.id for part in parts for t in part.tasks) == [t.id for t in suite.tasks]
    assert [part.name for part in parts] == ["core-public", "core-dev"]
    assert registry.split(suite, "all") is suite
