"""The comparability key: the facts about a machine that affect a comparison of two runs' times.

This module defines the key's parts, their wording, and the differences between two keys. A ratio to
the reference cancels a machine's speed. It does not cancel the effect of another interpreter,
library, processor or allocator that makes one program faster and another slower. Runs of older
versions lack some facts: these parts are "not recorded", which differs from any recorded value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import UnsetType

from effbench.base import MachineSection, Manifest, given, one_line

NOT_RECORDED = "not recorded"
_MAX_CHARACTERS = 240
_BUILD_FLAGS = {"--enable-optimizations": "PGO", "--with-lto": "LTO", "--enable-bolt": "BOLT"}


@dataclass(frozen=True)
class Difference:
    """One part of the key in which two runs differ."""

    part: str
    a: str
    b: str


def key(machine: MachineSection) -> dict[str, str]:
    """Return part -> its text, on one line; NOT_RECORDED if absent."""
    return {part: _said(words(machine)) for part, words in _PARTS.items()}


def key_of(manifest: Manifest) -> dict[str, str]:
    """Return the key of a run. Each part joins the values of all machines that timed for it."""
    machines = [node.machine for node in manifest.nodes if node.n_timed] or [manifest.machine]
    keys = [key(machine) for machine in machines]
    return {part: " + ".join(sorted({found[part] for found in keys})) for part in _PARTS}


def differences(a: Mapping[str, str], b: Mapping[str, str]) -> list[Difference]:
    """Return the parts in which two keys differ, in the order of the key."""
    return [Difference(part, a[part], b[part]) for part in _PARTS if a[part] != b[part]]


def known_differences(a: Mapping[str, str], b: Mapping[str, str]) -> list[Difference]:
    """Return those of `differences` in parts that both sides have recorded."""
    return [d for d in differences(a, b) if NOT_RECORDED not in (d.a, d.b)]


def in_words(found: Iterable[Difference], a: str = "A", b: str = "B") -> list[str]:
    """Return one line per difference; parts that one side has not recorded share a line."""
    lines, missing = [], dict[str, list[str]]()
    for each in found:
        if each.a == NOT_RECORDED or each.b == NOT_RECORDED:
            missing.setdefault(a if each.a == NOT_RECORDED else b, []).append(each.part)
        else:
            lines.append(f"{each.part}: {each.a} in {a}, {each.b} in {b}")
    return lines + [
        f"not recorded in {side}: {', '.join(parts)}" for side, parts in missing.items()
    ]


def varying(keys: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """Return part -> its number of distinct values, for the parts in which these keys differ."""
    counts = {part: len({found[part] for found in keys}) for part in _PARTS}
    return {part: count for part, count in counts.items() if count > 1}


def _said(words: Iterable[object]) -> str:
    """Join the words on one line, escaped, because they may be foreign text."""
    found = [one_line(word) for word in words if word is not None]
    return one_line(", ".join(filter(None, found)), _MAX_CHARACTERS) or NOT_RECORDED


def _cpu(machine: MachineSection) -> Iterable[object]:
    return (machine.cpu_model,)


def _cpu_features(machine: MachineSection) -> Iterable[object]:
    facts = given(machine.cpu_features)
    return () if facts is None else (f"digest {facts.sha256}", *facts.main, *facts.caches)


def _system(machine: MachineSection) -> Iterable[object]:
    if machine.system is None or machine.architecture is None:
        return ()
    return (f"{machine.system} {machine.architecture}",)


def _python(machine: MachineSection) -> Iterable[object]:
    return (machine.python,)


def _build(machine: MachineSection) -> Iterable[object]:
    facts = machine.interpreter
    if facts is None:
        return ()
    return (
        facts.cache_tag,
        facts.compiler,
        facts.optimisation_level,
        *(_BUILD_FLAGS.get(f.partition("=")[0], f.removeprefix("--")) for f in facts.optimisations),
        None if facts.gil else "no GIL",
        f"digest {facts.build_sha256}",
    )


def _blas(machine: MachineSection) -> Iterable[object]:
    facts = machine.blas
    if isinstance(facts, UnsetType):
        return ()
    if facts is None:
        return ("none",)
    named = f"{facts.name or ''} {facts.version or ''}"
    flags = _without_build_host((facts.configuration or "").split())
    return (named.strip(), " ".join(flags), f"threads {facts.threads}")


def _without_build_host(flags: list[str]) -> list[str]:
    """Return OpenBLAS's flags; with DYNAMIC_ARCH, without the build machine's processor.

    The code is then chosen at run time.
    """
    if "DYNAMIC_ARCH" not in flags:
        return flags
    ends = [place for place, flag in enumerate(flags) if flag.startswith("MAX_THREADS")]
    return [flag for place, flag in enumerate(flags) if place + 1 not in ends]


def _libraries(machine: MachineSection) -> Iterable[object]:
    return (f"{name} {version}" for name, version in sorted((machine.libraries or {}).items()))


def _allocator(machine: MachineSection) -> Iterable[object]:
    facts = machine.allocator
    if facts is None:
        return ()
    return (
        facts.python,
        facts.libc,
        *(f"preloaded {name}" for name in facts.preloaded),
        *(f"{name}={value}" for name, value in facts.settings.items()),
        facts.huge_pages and f"huge pages {facts.huge_pages}",
    )


_PARTS: Mapping[str, Callable[[MachineSection], Iterable[object]]] = {
    "CPU": _cpu,
    "CPU features": _cpu_features,
    "system": _system,
    "Python": _python,
    "interpreter build": _build,
    "BLAS": _blas,
    "libraries": _libraries,
    "memory allocator": _allocator,
}
