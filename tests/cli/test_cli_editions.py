"""`effbench edition …` and a run of a private edition: nothing published reveals the seed."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest
from command import effbench

from effbench import pipeline
from effbench.base.errors import UsageError
from effbench.pipeline import RunConfig
from effbench.runs import store
from effbench.sandbox import Sandbox
from effbench.submissions.suites import Asked, KnownSuites
from effbench.tasks import registry
from effbench.tasks.registry.families import open_variant
from effbench.tasks.suite import Suite

pytestmark = pytest.mark.usefixtures("sandbox")


class Files(NamedTuple):
    public: Path
    secret: Path

    @property
    def name(self) -> str:
        return self.public.stem

    @property
    def generated(self) -> tuple[str, ...]:
        return ("--split", "generated", "--suite-seed-file", str(self.secret))


@pytest.fixture(scope="module", autouse=True)
def few_tasks() -> Iterator[None]:
    """Editions of four tasks: opening the variants of all takes most of a test's time."""
    every = registry.open_tasks
    few = ("lattice_points_line", "lcp_pairs_sum", "rate_limiter_replay", "lis_weighted")
    with mock.patch.object(registry, "open_tasks", lambda: every(few)):
        yield


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("edition")
    done = effbench("edition", "commit", "--out", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["commitment"] == json.loads(Path(said["public"]).read_text())
    return Files(Path(said["public"]), Path(said["secret"]))


@pytest.fixture(scope="module")
def suite(edition: Files, sandbox: Sandbox) -> Suite:
    config = RunConfig(split="generated", suite_seed_file=edition.secret)
    return pipeline.load_suite(config, sandbox)


@pytest.fixture(scope="module")
def revealed(edition: Files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("revealed")
    done = effbench("edition", "reveal", str(edition.secret), "--out", str(folder))
    assert done.returncode == 0, done.stderr
    return folder / f"{edition.name}.revealed.json"


def secrets_of(edition: Files) -> list[str]:
    secret = json.loads(edition.secret.read_text())
    return [secret["seed"], str(int(secret["seed"], 16)), secret["salt"]]


def test_only_the_owner_reads_the_secret_and_the_commitment_does_not_have_it(
    edition: Files,
) -> None:
    assert stat.S_IMODE(edition.secret.stat().st_mode) == 0o600
    public = edition.public.read_text()
    assert not [text for text in secrets_of(edition) if text in public]
    secret = json.loads(edition.secret.read_text())
    assert secret.keys() - json.loads(public).keys() == {"seed", "salt"}
    assert int(secret["seed"], 16) >= registry.EVALUATION_FROM
    assert len(secret["seed"]) > 16 and len(secret["salt"]) == 64


def test_a_second_edition_is_another_one(edition: Files, tmp_path: Path) -> None:
    done = effbench("edition", "commit", "-o", str(tmp_path))
    assert done.returncode == 0 and "keep it secret" in done.stdout
    (secret,) = tmp_path.glob("*.secret.json")
    one, other = (json.loads(path.read_text()) for path in (edition.secret, secret))
    assert one["generators"] == other["generators"] and one["n_tasks"] == other["n_tasks"]
    for name in ("edition", "seed", "salt", "commitment", "variants"):
        assert one[name] != other[name]


def test_ids_and_digests_of_the_variants_tell_nothing(
    edition: Files, suite: Suite, sandbox: Sandbox
) -> None:
    seed = int(json.loads(edition.secret.read_text())["seed"], 16)
    bases = [base for base in registry.open_tasks() if base.authored.parameters]
    assert len(bases) == len(suite.tasks) == 3
    for base, task in zip(bases, suite.tasks, strict=True):
        plain = open_variant(base, seed, sandbox).task
        assert task.id == f"{base.task.id}~p{edition.name}"
        assert task.prompt == plain.prompt and task.references == plain.references
        assert task.digest != plain.digest and task.frozen == plain.frozen
    assert suite.edition == edition.name and suite.notes[0].endswith(
        json.loads(edition.public.read_text())["commitment"]
    )


def test_nothing_of_a_run_has_the_seed(edition: Files, tmp_path: Path) -> None:
    results, exported = tmp_path / "results", tmp_path / "run.json"
    done = effbench(
        "run", "--model", "reference:fast", *edition.generated, "--limit", "2",
        "--timing", "off", "--results", str(results),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder,) = store.find_runs(results)
    manifest = store.load_manifest(folder)
    assert manifest.suite.edition == edition.name and manifest.suite.suite_seed is None
    assert manifest.suite.split == "generated"
    report = effbench("report", str(folder), "--format", "json")
    assert report.returncode == 0, report.stderr
    exported.write_text(report.stdout + done.stdout + done.stderr)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".html" for path in written) and len(written) > 5
    for path in written:
        text = path.read_text(encoding="utf-8")
        assert not [secret for secret in secrets_of(edition) if secret in text], path


def test_a_generated_folder_is_judged_with_the_file(edition: Files, tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = effbench(
        "generate", "--model", "reference:fast", *edition.generated, "--limit", "1",
        "--out", str(out),
    )  # fmt: skip
    assert done.returncode == 0 and "--suite-seed-file" in done.stdout
    done = effbench("judge", str(out), "--timing", "off")
    assert done.returncode == 2 and "--suite-seed-file" in done.stderr
    done = effbench("judge", str(out), "--timing", "off", "--suite-seed-file", str(edition.secret))
    assert done.returncode == 0, done.stderr


def test_a_submission_of_an_edition_is_known_with_the_file_alone(
    edition: Files, suite: Suite, revealed: Path
) -> None:
    tasks = {task.id: task.digest for task in suite.tasks}
    name, version = suite.name, suite.version
    asked = Asked(
        name, version, suite.digest, tasks, False, "generated", None, "core", edition.name
    )
    for file in (edition.secret, revealed):
        found = KnownSuites(suite_seed_file=file).find(asked)
        assert found is not None and found.digest == suite.digest
    without = KnownSuites()
    assert without.find(asked) is None and "--suite-seed-file" in without.failures[0]


def test_the_revealed_file_matches_and_opens_the_same_suite(
    edition: Files, suite: Suite, revealed: Path, sandbox: Sandbox
) -> None:
    done = effbench("edition", "verify", str(edition.public), str(revealed))
    assert done.returncode == 0 and f"all {len(suite.tasks)} variants match" in done.stdout
    config = RunConfig(split="generated", suite_seed_file=revealed)
    assert pipeline.load_suite(config, sandbox).digest == suite.digest
    tasks = json.loads(revealed.read_text())["tasks"]
    assert {name: row["digest"] for name, row in tasks.items()} == {
        task.id: task.digest for task in suite.tasks
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": "ff" * 9}, "the seed does not give the commitment"),
        ({"salt": "0" * 64}, "the seed does not give the edition's name"),
        ({"seed": "12"}, "the seed is one for training"),
        ({"seed": "-1"}, "malformed"),
        ({"variants": "0" * 64}, "variants is 0000"),
        ({"generators": "0" * 64}, "has other tasks than the edition was made from"),
        ({"tasks": {}}, "gives another variant"),
        ({"tasks": None}, "not a revealed file"),
    ],
)
def test_a_changed_reveal_exits_with_6(
    edition: Files, revealed: Path, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps({**json.loads(revealed.read_text()), **change}))
    done = effbench("edition", "verify", str(edition.public), str(changed), "--json")
    assert done.returncode == 6, done.stderr
    assert any(words in problem for problem in json.loads(done.stdout)["problems"])


def test_another_editions_reveal_is_refused(revealed: Path, tmp_path: Path) -> None:
    effbench("edition", "commit", "-o", str(tmp_path))
    (public,) = [path for path in tmp_path.glob("*.json") if "secret" not in path.name]
    done = effbench("edition", "verify", str(public), str(revealed))
    assert done.returncode == 6 and "but the commitment has" in done.stdout


def test_a_damaged_or_foreign_file_is_refused(edition: Files, tmp_path: Path) -> None:
    stored = json.loads(edition.secret.read_text())
    file = tmp_path / "file.json"
    cases = {
        "not an edition": "{}",
        "newer effbench": json.dumps({**stored, "schema_version": 9}),
        "get the file again": json.dumps({**stored, "salt": "0" * 64}),
    }
    for words, text in cases.items():
        file.write_text(text)
        done = effbench("run", "--model", "reference:fast", "--split", "generated",
                        "--suite-seed-file", str(file))  # fmt: skip
        assert done.returncode == 2 and words in done.stderr, done.stderr
    assert effbench("edition", "reveal", str(tmp_path / "none.json")).returncode == 2
    done = effbench("edition", "reveal", str(edition.public))
    assert done.returncode == 2 and "not an edition with its seed" in done.stderr


def test_the_seed_file_goes_with_the_generated_split_alone(
    edition: Files, sandbox: Sandbox
) -> None:
    for wrong in (
        {"split": "all"},
        {"split": "generated", "suite_seed": 3},
        {"split": "generated", "tasks_path": (edition.secret.parent,)},
    ):
        config = RunConfig(suite_seed_file=edition.secret, **wrong)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="--suite-seed-file"):
            pipeline.load_suite(config, sandbox)
