"""The comparability key: its parts, old manifests, hostile ones, and clusters."""

from __future__ import annotations

import msgspec
import pytest

from effbench.base import (
    AllocatorFacts,
    BlasFacts,
    CpuFeatures,
    InterpreterFacts,
    MachineSection,
    Manifest,
    NodeRecord,
)
from effbench.machine import comparability
from effbench.machine import facts as machine
from effbench.machine.comparability import NOT_RECORDED

OLD = MachineSection(cpu_model="AMD EPYC", python="3.11.7", libraries={"numpy": "2.4.6"})
NEW_PARTS = {"CPU features", "interpreter build", "BLAS", "memory allocator"}


def test_every_part_of_this_machine_is_recorded() -> None:
    found = comparability.key(machine.describe())
    assert NOT_RECORDED not in found.values()
    assert {*NEW_PARTS, "CPU", "Python", "libraries", "system"} == set(found)
    assert comparability.differences(found, found) == []


def test_a_manifest_of_before_reads_as_not_recorded_and_shares_one_line() -> None:
    old = comparability.key(OLD)
    assert {part for part, said in old.items() if said == NOT_RECORDED} == {*NEW_PARTS, "system"}
    same = {name: getattr(OLD, name) for name in ("cpu_model", "python", "libraries")}
    now = comparability.key(msgspec.structs.replace(machine.describe(), **same))
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
    facts = msgspec.to_builtins(here)
    for name, value in change.items():
        nested = isinstance(value, dict) and name != "libraries"
        facts[name] = {**facts[name], **value} if nested else value
    other = msgspec.convert(facts, MachineSection)
    found = comparability.differences(comparability.key(here), comparability.key(other))
    assert [each.part for each in found] == [part]


@pytest.mark.parametrize("value", ["", "text", "\x1b[31m\n", "x" * 10_000, "\u202e"])
def test_hostile_facts_are_words_on_one_short_line(value) -> None:
    facts = MachineSection(
        cpu_model=value,
        system=value,
        architecture=value,
        python=value,
        interpreter=InterpreterFacts(
            version=value, cache_tag=value, compiler=value, optimisations=(value, value),
            optimisation_level=value, build_sha256=value, gil=False,
        ),
        blas=BlasFacts(name=value, configuration=value, threads=value),
        cpu_features=CpuFeatures(main=(value,), sha256=value, caches=(value, value)),
        libraries={value: value},
        allocator=AllocatorFacts(
            python=value, libc=value, preloaded=(value,), huge_pages=value, settings={value: value}
        ),
    )  # fmt: skip
    for said in comparability.key(facts).values():
        assert said.isprintable() and 0 < len(said) <= 240


def test_a_cluster_is_the_machines_that_timed() -> None:
    here = machine.describe()

    def node(name: str, n_timed: int, **facts: str) -> NodeRecord:
        there = msgspec.structs.replace(here, **facts)
        return NodeRecord(name=name, tier="T1", slots=1, machine=there, n_timed=n_timed)

    nodes = (node("a", 3, cpu_model="X"), node("b", 1, cpu_model="Y"), node("c", 0, cpu_model="Z"))
    empty = {name: {} for name in ("suite", "model", "generation", "judge", "timing")}
    whole = {"run_id": "r", "created": "", "effbench_version": "0", "seed": 1, **empty}
    manifest = msgspec.convert({**whole, "machine": here, "nodes": nodes}, Manifest)
    assert comparability.key_of(manifest)["CPU"] == "X + Y"


def test_varying_counts_the_kinds_of_a_part() -> None:
    machines = [msgspec.structs.replace(OLD, python=v) for v in ("3.11", "3.12", "3.12")]
    keys = list(map(comparability.key, machines))
    assert comparability.varying(keys) == {"Python": 2}
    assert comparability.varying(keys[1:]) == {}


@pytest.mark.parametrize(("flags", "n"), [("DYNAMIC_ARCH NO_AFFINITY", 0), ("NO_AFFINITY", 1)])
def test_the_processor_that_built_openblas_counts_only_where_it_chose_the_code(flags, n) -> None:
    keys = [
        comparability.key(MachineSection(blas=BlasFacts(name="o", configuration=said, threads="1")))
        for said in (f"{flags} {core} MAX_THREADS=64" for core in ("Haswell", "SkylakeX"))
    ]
    assert len(comparability.differences(*keys)) == n
