"""Describe the interpreter, libraries, processor and allocator that run a candidate's code.

These facts are recorded so that runs with different environments can be detected (`comparability`).
They contain no paths of this machine.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from effbench.base import AllocatorFacts, BlasFacts, CpuFeatures, InterpreterFacts

_DIGITS = 16
_FLAGS_THAT_MATTER = (
    "sse", "ssse", "avx", "fma", "bmi", "adx", "aes", "sha", "pclmul", "vaes", "vpclmul", "popcnt",
    "abm", "lzcnt", "movbe", "erms", "fsrm", "amx", "f16c", "gfni", "asimd", "neon", "sve", "crc32",
    "atomics", "pmull",
)  # fmt: skip
"""Prefixes of the processor features that compiled code uses. The other flags concern only the
kernel (page tables, virtualisation, mitigations)."""
_MAIN_FLAGS = (
    "sse4_2", "avx", "avx2", "fma", "bmi2", "fsrm", "avx512f", "avx512vl", "avx512_vnni",
    "amx_tile", "asimd", "sve", "sve2",
)  # fmt: skip
_OPTIMISING = (
    "--enable-optimizations", "--with-lto", "--enable-bolt", "--with-tail-call-interp",
    "--enable-experimental-jit", "--disable-gil", "--with-pydebug", "--with-trace-refs",
    "--without-pymalloc", "--with-mimalloc", "--with-computed-gotos", "--without-computed-gotos",
)  # fmt: skip
_ALLOCATOR_SETTINGS = ("PYTHONMALLOC", "GLIBC_TUNABLES", "LD_PRELOAD")


class Environment(NamedTuple):
    """Fields of a manifest's `machine`."""

    interpreter: InterpreterFacts
    blas: BlasFacts | None
    cpu_features: CpuFeatures | None
    libraries: dict[str, str]
    allocator: AllocatorFacts


def describe(environ: Mapping[str, str]) -> Environment:
    """Return the facts. `environ`: the environment variables of a candidate."""
    return Environment(
        interpreter=_interpreter(),
        blas=_blas(environ),
        cpu_features=_cpu_features(),
        libraries=_libraries(),
        allocator=_allocator(environ),
    )


@cache
def _interpreter() -> InterpreterFacts:
    arguments = config_arguments(str(sysconfig.get_config_var("CONFIG_ARGS") or ""))
    flags = _without_places(str(sysconfig.get_config_var("PY_CFLAGS") or "").split())
    gil = getattr(sys, "_is_gil_enabled", None)
    return InterpreterFacts(
        version=" ".join(sys.version.split()),
        cache_tag=sys.implementation.cache_tag,
        compiler=platform.python_compiler(),
        optimisations=tuple(a for a in arguments if a.partition("=")[0] in _OPTIMISING),
        optimisation_level=next((f for f in reversed(flags) if f.startswith("-O")), None),
        build_sha256=digest([*arguments, *flags]),
        gil=True if gil is None else bool(gil()),
    )


def config_arguments(text: str) -> list[str]:
    """Split CONFIG_ARGS into a list without paths, as the same build may have several locations."""
    try:
        words = shlex.split(text)
    except ValueError:  # an unclosed quote
        words = text.split()
    found = []
    for word in words:
        name, equals, value = word.partition("=")
        kept = _without_places(value.split())
        if kept or not equals:
            found.append(name + equals + " ".join(kept))
    return found


def _without_places(words: Iterable[str]) -> list[str]:
    return [word for word in words if "/" not in word]


def digest(words: Iterable[str]) -> str:
    """Return the first 16 hexadecimal digits of the words' SHA-256."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:_DIGITS]


def _blas(environ: Mapping[str, str]) -> BlasFacts | None:
    """Describe numpy's BLAS, and how many threads of it a candidate may use."""
    built = _numpy_blas()
    if built is None:
        return None
    names = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
    limits = {environ[name] for name in names if name in environ}
    return BlasFacts(**built, threads=", ".join(sorted(limits)) or "not limited")


@cache
def _numpy_blas() -> dict[str, str] | None:
    import numpy as np

    try:
        blas: Any = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    except (KeyError, TypeError):  # this build of numpy does not report it
        return None
    names = {
        "name": "name",
        "version": "version",
        "openblas configuration": "configuration",
    }
    return {new: str(blas[old]) for old, new in names.items() if blas.get(old)}


@cache
def _cpu_features() -> CpuFeatures | None:
    text = _read("/proc/cpuinfo") or ""
    lines = (line.partition(":") for line in text.splitlines())
    flags = next((v.split() for k, _, v in lines if k.strip() in ("flags", "Features")), None)
    if flags is None:
        return None
    matter = sorted(flag for flag in flags if flag.startswith(_FLAGS_THAT_MATTER))
    return CpuFeatures(
        main=tuple(flag for flag in _MAIN_FLAGS if flag in matter),
        sha256=digest(matter),
        caches=tuple(_caches()),
    )


def _caches(folder: Path = Path("/sys/devices/system/cpu/cpu0/cache")) -> list[str]:
    """Return the caches of the first core (`L1 Data 32K`, …); empty if they are unknown."""
    found = []
    for place in sorted(folder.glob("index*")):
        level, kind, size = (_read(str(place / name)) for name in ("level", "type", "size"))
        if level and size:
            found.append(f"L{level} {kind or 'Unified'} {size}")
    return found


@cache
def _libraries() -> dict[str, str]:
    found = {}
    for name in ("numpy", "scipy", "pandas"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _allocator(environ: Mapping[str, str]) -> AllocatorFacts:
    """Describe Python's allocator, the C library, preloaded libraries and their settings."""
    chosen = environ.get("PYTHONMALLOC") or "default"
    preload = f"{environ.get('LD_PRELOAD', '')} {_read('/etc/ld.so.preload') or ''}"
    pages = _read("/sys/kernel/mm/transparent_hugepage/enabled") or ""
    return AllocatorFacts(
        python=_default_allocator() if chosen == "default" else chosen,
        libc=_libc(),
        preloaded=tuple(sorted(Path(name).name for name in preload.replace(":", " ").split())),
        huge_pages=pages.partition("[")[2].partition("]")[0] or None,
        settings={
            name: value
            for name, value in sorted(environ.items())
            if name.startswith("MALLOC_") or (name in _ALLOCATOR_SETTINGS and "/" not in value)
        },
    )


def _default_allocator() -> str:
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "mimalloc"
    return "pymalloc" if sysconfig.get_config_var("WITH_PYMALLOC") else "malloc"


def _libc() -> str:
    try:
        found = os.confstr("CS_GNU_LIBC_VERSION")
    except (ValueError, OSError, AttributeError):  # not glibc
        found = None
    return found or " ".join(filter(None, platform.libc_ver())) or "not known"


def _read(path: str) -> str | None:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return None
