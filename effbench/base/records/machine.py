"""The manifest's `machine`: the facts about the machine that ran the candidates.

All fields are optional, because older versions recorded fewer facts. A field of type UnsetType may
be null in a file; UNSET means that the file does not have it. The others are None in that case.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from effbench.base.records.plain import Record


class InterpreterFacts(Record, frozen=True, kw_only=True):
    """The build of the Python interpreter."""

    version: str
    cache_tag: str | None
    compiler: str
    optimisations: tuple[str, ...]
    """The build's arguments that make it faster or slower."""
    optimisation_level: str | None
    """The compiler's option, e.g. `-O3`."""
    build_sha256: str
    gil: bool


class BlasFacts(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The linear algebra library of numpy."""

    name: str | None = None
    version: str | None = None
    configuration: str | None = None
    threads: str


class CpuFeatures(Record, frozen=True, kw_only=True):
    """The processor's features that compiled code uses."""

    main: tuple[str, ...]
    sha256: str
    """A digest of all of them."""
    caches: tuple[str, ...]


class AllocatorFacts(Record, frozen=True, kw_only=True):
    """Python's memory allocator, the C library, and their settings."""

    python: str
    libc: str
    preloaded: tuple[str, ...]
    huge_pages: str | None
    settings: dict[str, str]


class MachineSection(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A machine: processor, system, interpreter, libraries and load."""

    class_label: str | None = None
    """A name for machines of one kind. effbench does not write it."""
    cpu_model: str | None = None
    cores_logical: int | None = None
    cores_usable: int | None = None
    cores_physical: int | UnsetType | None = UNSET
    memory_bytes: int | None = None
    system: str | None = None
    kernel: str | None = None
    architecture: str | None = None
    python: str | None = None
    implementation: str | None = None
    interpreter: InterpreterFacts | None = None
    blas: BlasFacts | UnsetType | None = UNSET
    """None: numpy does not report one, or is not installed."""
    cpu_features: CpuFeatures | UnsetType | None = UNSET
    libraries: dict[str, str] | None = None
    """Library -> version, of those that candidates may import."""
    allocator: AllocatorFacts | None = None
    governor: str | UnsetType | None = UNSET
    smt: str | UnsetType | None = UNSET
    load_1min: float | None = None
