"""The comparability key: its parts, old manifests, hostile ones, and clusters."""

from __future__ import annotations

import pytest

from effbench.base.records import Manifest, NodeRecord
from effbench.machine import comparability
from effbench.machine import facts as machine
from effbench.machine.comparability import NOT_RECORDED

OLD = {"cpu_model": "AMD EPYC", "python": "3.11.7", "libraries": {"numpy": "2.4.6"}}
NEW_PARTS = {"CPU features", "interpreter build", "BLAS", "memory allocator"}


def test_every_part_of_this_machine_is_recorded() -> None:
    found = comparability.key(machine.describe())
    assert NOT_RECORDED not in found.values()
    assert {*NEW_PARTS, "CPU", "Python", "libraries", "system"} == set(found)
    assert comparability.differences(found, found) == []


def test_a_manifest_of_before_reads_as_not_recorded_and_shares_one_line() -> None:
    old = comparability.key(OLD)
    assert {part for part, said in old.items() if said == NOT_RECORDED} == {*NEW_PARTS, "system"}
    now = comparability.key(machine.describe() | OLD)
    (line,) = comparability.in_words(comparability.differences(old, now))
    assert line.startswith("not recorded in A: CPU features") and "BLAS" in line
    assert comparability.differences(old, comparability.key(OLD)) == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"cpu_model": "Other"}, "CPU"),
        ({"python": "3.13.0"}, "Python"),
        ({"libraries": {"numpy": "1.26"}}, "libraries"),
        ({"architecture": "aarch64"}, "system"),
        ({"interpreter": {"gil": False}}, "interpreter build"),
        ({"interpreter": {"optimisations": ["--with-lto=full"]}}, "interpreter build"),
        ({"interpreter": {"build_sha256": "0" * 16}}, "interpreter build"),
        ({"blas": {"version": "0"}}, "BLAS"),
        ({"blas": {"threads": "2"}}, "BLAS"),
        ({"cpu_features": {"sha256": "0" * 16}}, "CPU features"),
        ({"allocator": {"python": "malloc"}}, "memory allocator"),
        ({"allocator": {"preloaded": ["libjemalloc.so.2"]}}, "memory allocator"),
    ],
)
def test_each_fact_makes_a_difference_in_its_own_part(change, part) -> None:
    here = machine.describe()
    other = here | {
        name: {**here[name], **value} if isinstance(value, dict) and name != "libraries" else value
        for name, value in change.items()
    }
    found = comparability.differences(comparability.key(here), comparability.key(other))
    assert [each.part for each in found] == [part]


@pytest.mark.parametrize("value", [None, 7, "text", [], ["x"], {}, {"main": 1}, "\x1b[31m\n"])
def test_hostile_facts_are_words_on_one_short_line(value) -> None:
    names = ("cpu_model", "cpu_features", "python", "interpreter", "blas", "libraries", "allocator")
    for said in comparability.key(dict.fromkeys(names, value)).values():
        assert said.isprintable() and 0 < len(said) <= 240


def test_a_cluster_is_the_machines_that_timed() -> None:
    here = machine.describe()

    def node(name: str, n_timed: int, **facts: str) -> NodeRecord:
        return NodeRecord(name=name, tier="T1", slots=1, machine=here | facts, n_timed=n_timed)

    nodes = (node("a", 3, cpu_model="X"), node("b", 1, cpu_model="Y"), node("c", 0, cpu_model="Z"))
    empty = {name: {} for name in ("suite", "model", "generation", "judge", "timing")}
    manifest = Manifest(
        run_id="r", created="", effbench_version="0", machine=here, nodes=nodes, seed=1, **empty
    )
    assert comparability.key_of(manifest)["CPU"] == "X + Y"


def test_varying_counts_the_kinds_of_a_part() -> None:
    keys = [comparability.key(OLD | {"python": v}) for v in ("3.11", "3.12", "3.12")]
    assert comparability.varying(keys) == {"Python": 2}
    assert comparability.varying(keys[1:]) == {}


@pytest.mark.parametrize(("flags", "n"), [("DYNAMIC_ARCH NO_AFFINITY", 0), ("NO_AFFINITY", 1)])
def test_the_processor_that_built_openblas_counts_only_where_it_chose_the_code(flags, n) -> None:
    keys = [
        comparability.key(
            {"blas": {"name": "o", "configuration": f"{flags} {c} MAX_THREADS=64", "threads": "1"}}
        )
        for c in ("Haswell", "SkylakeX")
    ]
    assert len(comparability.differences(*keys)) == n
