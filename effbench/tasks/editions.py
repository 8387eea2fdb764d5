"""Private editions: variants from a secret seed whose digest is published first.

    commit     draw a seed; publish the commitment, keep the seed        `draw`
    run        open the variants with the secret file                    `open_edition`
    reveal     publish the seed with each variant's values               `revealed`
    verify     recompute the digests from the seed                       `problems`

A commitment is the SHA-256 of the seed, a random salt, the digest of the tasks that the variants
come from, and the digest of the variants. Nobody can find the seed from it, and nobody can later
reveal another seed. Runs record the ids and digests of the variants. Before the reveal, these give
nothing away: the ids have the edition's name in place of the seed, and the digests are salted.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from effbench import __version__
from effbench.base import DataError, Record, UsageError, one_line, read_file
from effbench.sandbox import Sandbox
from effbench.tasks import registry
from effbench.tasks.locks import digest_of
from effbench.tasks.registry.families import EVALUATION_FROM, Choice, choice_of, open_choice
from effbench.tasks.suite import Suite, SuiteTask

SCHEMA_VERSION = 1
SEED_BITS = 128
_FORMAT = "effbench edition 1"
_SEED = re.compile(r"[0-9a-f]{1,40}")
_SALT = re.compile(r"[0-9a-f]{64}")
_MAX_BYTES = 4 << 20
_Kind = TypeVar("_Kind", "Commitment", "Edition")


class Variant(Record, frozen=True, kw_only=True):
    """One task of a revealed edition."""

    task: str
    """The id of the task that it varies."""
    choice: dict[str, Any]
    """Parameter -> value."""
    digest: str
    """The salted digest, as the runs recorded it."""


class Commitment(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The public part of an edition before its reveal."""

    schema_version: int
    edition: str
    """The edition's name: 12 hex digits."""
    commitment: str
    """SHA-256 of `_FORMAT`, the edition's name, the fields from `suite` to `variants`, the seed and
    the salt."""
    suite: str
    suite_version: str
    generators: str
    """SHA-256 over the ids and digests of all built-in tasks: their generators and solutions."""
    variants: str
    """SHA-256 over the ids and salted digests of the variants, which runs record."""
    n_tasks: int
    effbench_version: str
    created: str


class Edition(Commitment, frozen=True, kw_only=True, omit_defaults=True):
    """An edition with its seed. The secret file, and later the revealed one."""

    seed: str
    """The suite seed in hexadecimal."""
    salt: str
    tasks: dict[str, Variant] | None = None
    """Id -> variant; None before the reveal."""

    @property
    def public(self) -> Commitment:
        """The part that may be published before the reveal."""
        return Commitment(
            **{name: getattr(self, name) for name in Commitment.__struct_fields__},
        )


def draw(sandbox: Sandbox) -> Edition:
    """Draw a seed from the operating system's randomness and commit to its variants."""
    seed = EVALUATION_FROM + secrets.randbits(SEED_BITS)
    edition = Edition(
        schema_version=SCHEMA_VERSION,
        edition="",
        commitment="",
        suite=registry.CORE,
        suite_version=registry.CORE_VERSION,
        generators=_generators(),
        variants="",
        n_tasks=0,
        effbench_version=__version__,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        seed=f"{seed:x}",
        salt=secrets.token_hex(32),
    )
    edition = msgspec.structs.replace(edition, edition=_name(edition))
    tasks = [task for task, _, _ in _opened(edition, sandbox)]
    variants = digest_of({task.id: task.digest for task in tasks})
    edition = msgspec.structs.replace(edition, variants=variants, n_tasks=len(tasks))
    return msgspec.structs.replace(edition, commitment=_commitment(edition))


def open_edition(path: Path, sandbox: Sandbox) -> Suite:
    """Open the variants of a secret file or a revealed one.

    Raises DataError if the file is damaged, UsageError if this effbench makes other variants.
    """
    edition = read(path, Edition)
    wrong = _inconsistencies(edition)
    if wrong:
        raise DataError(f"{path}: {'; '.join(wrong)}; get the file again")
    found = list(_other_code(edition))
    tasks = tuple(task for task, _, _ in _opened(edition, sandbox)) if not found else ()
    if not found and digest_of({task.id: task.digest for task in tasks}) != edition.variants:
        found = [f"this effbench ({__version__}) makes other variants from the seed"]
    if found:
        raise UsageError(f"{path}: {'; '.join(found)}; use effbench {edition.effbench_version}")
    return Suite(
        name=f"{edition.suite}-generated",
        version=edition.suite_version,
        tasks=tasks,
        edition=edition.edition,
        notes=(f"private edition {edition.edition}, commitment {edition.commitment}",),
    )


def revealed(path: Path, sandbox: Sandbox) -> Edition:
    """Return the edition of a secret file with its variants' values and digests."""
    open_edition(path, sandbox)
    edition = read(path, Edition)
    return msgspec.structs.replace(edition, tasks=_variants(edition, sandbox))


def problems(commitment: Commitment, edition: Edition, sandbox: Sandbox) -> list[str]:
    """Return the reasons why `edition` is not the one that `commitment` announced; [] if it is."""
    found = _inconsistencies(edition)
    found += [
        f"{name} is {one_line(str(getattr(edition, name)), 80)}, but the commitment has "
        f"{one_line(str(getattr(commitment, name)), 80)}"
        for name in Commitment.__struct_fields__
        if getattr(edition, name) != getattr(commitment, name)
    ]
    found += _other_code(edition)
    if found:
        return found
    tasks = _variants(edition, sandbox)
    if digest_of({name: variant.digest for name, variant in tasks.items()}) != edition.variants:
        found.append("the seed gives variants with another digest")
    if edition.tasks is None:
        found.append("the file names no variants: it is not a revealed file")
    else:
        names = tasks.keys() | edition.tasks.keys()
        wrong = sorted(n for n in names if tasks.get(n) != edition.tasks.get(n))
        found += [f"the seed gives another variant {one_line(name, 80)}" for name in wrong]
    return found


def read(path: Path, kind: type[_Kind]) -> _Kind:
    """Read a commitment, or an edition with its seed. Raises DataError for any other file."""
    what = "an edition with its seed" if kind is Edition else "a commitment"
    try:
        found = msgspec.json.decode(read_file(path, _MAX_BYTES), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path}: not {what} ({one_line(error)}); see `effbench edition`") from None
    except OSError as error:
        raise DataError(f"can't read {path}: {error.strerror}") from None
    if found.schema_version > SCHEMA_VERSION:
        raise DataError(f"{path}: a newer effbench wrote it; upgrade effbench")
    return found


def write(path: Path, record: Commitment, *, secret: bool = False) -> None:
    """Write a new file; a secret one with mode 0600. Raises UsageError if the file exists."""
    text = json.dumps(msgspec.to_builtins(record), indent=2) + "\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o666)
    except FileExistsError:
        raise UsageError(f"{path} exists already; choose another place") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _generators() -> str:
    files = registry.open_tasks()
    return digest_of({found.task.id: found.task.digest for found in files})


def _opened(edition: Edition, sandbox: Sandbox) -> list[tuple[SuiteTask, str, Choice]]:
    """Return (variant, the id of its task, its values) for every parametrised task."""
    found = []
    for base in registry.open_tasks():
        if base.authored.parameters:
            task_id = base.file.stem
            choice = choice_of(base.authored, task_id, int(edition.seed, 16))
            task = open_choice(base, choice, f"{task_id}~p{edition.edition}", sandbox).task
            salted = hmac.new(bytes.fromhex(edition.salt), task.digest.encode(), hashlib.sha256)
            found.append((replace(task, digest=salted.hexdigest()), task_id, choice))
    return found


def _variants(edition: Edition, sandbox: Sandbox) -> dict[str, Variant]:
    """Return id -> variant, with the values as a JSON file holds them."""
    return {
        task.id: Variant(task=base, choice=json.loads(json.dumps(choice)), digest=task.digest)
        for task, base, choice in _opened(edition, sandbox)
    }


def _inconsistencies(edition: Edition) -> list[str]:
    if not (_SEED.fullmatch(edition.seed) and _SALT.fullmatch(edition.salt)):
        return ["the seed or the salt is malformed"]
    found = []
    if int(edition.seed, 16) < EVALUATION_FROM:
        found.append("the seed is one for training")
    if edition.edition != _name(edition):
        found.append("the seed does not give the edition's name")
    if edition.commitment != _commitment(edition):
        found.append("the seed does not give the commitment")
    return found


def _other_code(edition: Edition) -> list[str]:
    here = (registry.CORE, registry.CORE_VERSION, _generators())
    if here == (edition.suite, edition.suite_version, edition.generators):
        return []
    return [f"this effbench ({__version__}) has other tasks than the edition was made from"]


def _name(edition: Edition) -> str:
    return _hash("name", edition.seed, edition.salt)[:12]


def _commitment(edition: Edition) -> str:
    public = (edition.edition, edition.suite, edition.suite_version, edition.generators)
    return _hash(*public, edition.variants, edition.seed, edition.salt)


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps([_FORMAT, *parts]).encode()).hexdigest()
