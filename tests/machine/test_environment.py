"""The facts of interpreter, libraries, processor and allocator in a manifest."""

from __future__ import annotations

import re

import msgspec

from effbench.base import MachineSection
from effbench.machine import environment
from effbench.machine import facts as machine
from effbench.sandbox.host.zygote import candidate_environment


def test_the_facts_are_plain_data_and_name_no_folder() -> None:
    facts = environment.describe({"OPENBLAS_NUM_THREADS": "1"})
    assert set(facts._asdict()) <= set(MachineSection.__struct_fields__)
    written = msgspec.json.encode(MachineSection(**facts._asdict())).decode()
    assert not re.search(r"(^|[ \"=])/\w", written)
    assert facts.blas is not None and facts.blas.threads == "1"


def test_the_same_build_in_another_folder_has_the_same_arguments() -> None:
    one = "'--prefix=/opt/a' '--with-lto' 'CFLAGS=-O3 -ffile-prefix-map=/build/a=.' '--enable-ipv6'"
    other = one.replace("/opt/a", "/home/b/c").replace("/build/a", "/tmp/d")
    assert environment.config_arguments(one) == ["--with-lto", "CFLAGS=-O3", "--enable-ipv6"]
    assert environment.config_arguments(one) == environment.config_arguments(other)
    assert environment.config_arguments("--with-lto 'open") == ["--with-lto", "'open"]


def test_an_allocator_that_stands_before_the_c_librarys_is_seen() -> None:
    plain = environment.describe({}).allocator
    other = environment.describe(
        {
            "LD_PRELOAD": "/usr/lib/libjemalloc.so.2",
            "PYTHONMALLOC": "malloc",
            "MALLOC_ARENA_MAX": "1",
        }
    ).allocator
    assert plain.python in ("pymalloc", "mimalloc") and "libjemalloc.so.2" not in str(plain)
    assert other.python == "malloc" and "libjemalloc.so.2" in other.preloaded
    assert other.settings == {"MALLOC_ARENA_MAX": "1", "PYTHONMALLOC": "malloc"}


def test_the_machine_is_described_as_candidates_see_it(monkeypatch) -> None:
    """This process's allocator settings don't reach candidates, so they are not recorded."""
    monkeypatch.setenv("PYTHONMALLOC", "malloc")
    monkeypatch.setenv("LD_PRELOAD", "libjemalloc.so.2")
    assert not {"PYTHONMALLOC", "LD_PRELOAD"} & set(candidate_environment())
    found = machine.describe().allocator
    assert found is not None
    assert found.python != "malloc" and not found.settings
