"""The gallery's public interface: its programs, the adapter for other judges, the command."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from naive_judge import naive

from effbench import attacks
from effbench.attacks.corpus import FAMILIES, HONEST, KINDS, PRELUDE, published, read_attack
from effbench.attacks.gains import Finding, Report, seen_again
from effbench.attacks.gallery import Gallery
from effbench.attacks.gaps import GAPS
from effbench.base.errors import DataError, UsageError
from effbench.sandbox import Sandbox
from effbench.sandbox.host import pool, tiers

ENDS = {
    "pass", "wrong", "raised", "died", "timeout", "memory", "output_limit", "syntax_error",
}  # fmt: skip


IS_HONEST = "# attack: none; the baseline of the others"


def strict(source: str) -> tuple[bool, float]:
    """Accepts only honest programs."""
    honest = (IS_HONEST, "# attack: none; the cost of a program compared with a function")
    return any(line in source for line in honest), 1.0


def gained(report: Report) -> dict[str, tuple[str, ...]]:
    return {found.name: found.gains for found in report.findings if found.gains}


@pytest.mark.parametrize("attack", attacks.attacks(), ids=lambda attack: attack.name)
def test_every_program_says_what_it_is(attack: attacks.Attack) -> None:
    assert attack.about and attack.about.isprintable()
    assert attack.name == HONEST or attack.family in FAMILIES
    assert set(attack.verdicts) <= ENDS and attack.verdicts
    assert attack.gain in ("", *KINDS)
    assert attack.runs >= 1 and attack.style in ("function", "program", "frame")


def test_there_are_programs_of_every_family_and_every_gap_is_one() -> None:
    names = {attack.name for attack in attacks.attacks()}
    assert {attack.family for attack in attacks.attacks()} == {*FAMILIES, HONEST}
    assert names >= {name for gaps in GAPS.values() for name in gaps}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no expectation"),
        ("x = 1\n", "no expectation"),
        ("# expect: pass soon=1\n", "unknown options in the first line: soon"),
        ("# expect: pass\n# gain: gold\n", "# gain: gold is none of"),
        ("# expect: pass together=3\n", "together=3: a number from 1 to 2"),
        ("# expect: pass runs=twice\n", "runs=twice: a number from 1 to 99"),
    ],
)
def test_a_malformed_program_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.py"
    path.write_text(text)
    with pytest.raises(DataError, match=rf"bad\.py: {said}"):
        read_attack(path)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(DataError, match="no program in it"):
        attacks.attacks(empty)


def test_a_naive_judge_gives_away_one_of_each_kind() -> None:
    found = gained(
        attacks.run(
            naive,
            names=(
                "detect_warm_up", "cache_by_identity", "patch_the_list_type", "program_honest",
                "answer_empties_the_input", "resource_ignores_signals", "forge_hard_exit_zero",
                "exit_helpers_of_every_library", "patch_random", "forge_two_frames",
            ),
            wall_seconds=3,
        )
    )  # fmt: skip
    assert found == {
        "detect_warm_up": ("time",),
        "cache_by_identity": ("time",),
        "patch_the_list_type": ("accepted",),
        "answer_empties_the_input": ("accepted",),
        "resource_ignores_signals": ("hang",),
        "forge_hard_exit_zero": ("ended",),
        "exit_helpers_of_every_library": ("reached",),
    }


def test_what_a_judge_does_not_take_is_left_out() -> None:
    report = attacks.run(strict, families=("program", "numpy", "forge"))
    assert {name.split("_")[0] for name in report.left_out} >= {"program", "numpy"}
    assert "forge_two_frames" in report.left_out  # effbench's own format
    report = attacks.run(strict, families=("living",))
    pairs = {attack.name for attack in attacks.attacks() if attack.together == 2}
    assert set(report.left_out) == pairs
    assert f"{len(pairs)} not run: it needs two runs at the same time" in "\n".join(report.lines())
    report = attacks.run(strict, names=("program_honest",), styles=("program",))
    assert {found.name for found in report.findings} == {"program_honest"}


def test_a_judge_that_refuses_wrong_answers_loses_nothing() -> None:
    report = attacks.run(strict, families=("answer", "lazy"))
    wrong = [found for found in report.findings if "pass" not in found.golden]
    assert not [found for found in wrong if found.gains] and len(wrong) > 15


def test_a_judge_that_refuses_honest_code_is_no_judge() -> None:
    with pytest.raises(UsageError, match="refuses its answer on honest code"):
        attacks.run(lambda source: (False, 1.0), names=("answer_constant",))

    def broken(source: str) -> tuple[bool, float]:
        raise ValueError

    with pytest.raises(UsageError, match="raises ValueError on honest code"):
        attacks.run(broken, names=("answer_constant",))


@pytest.mark.parametrize(
    ("otherwise", "gain"),
    [
        (lambda: (True, 1.0), "accepted"),
        (lambda: os._exit(0), "ended"),
        (lambda: time.sleep(60), "hang"),
    ],
)
def test_a_judge_that_fails_is_found_out(otherwise: Callable[[], Any], gain: str) -> None:
    def judge(source: str) -> Any:
        return (True, 1.0) if IS_HONEST in source else otherwise()

    report = attacks.run(judge, names=("answer_constant",), wall_seconds=2)
    assert gained(report)["answer_constant"] == (gain,)


def test_what_is_not_gained_again_was_somebody_elses() -> None:
    ends = iter([("written", "accepted"), ("accepted",), ("accepted", "time")])

    def look() -> Finding:
        return Finding("x", "answer", "", ("wrong",), ("pass",), next(ends))

    assert seen_again(look).gains == ("accepted",)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UsageError, match="nobody: no such program or family; families are answer"):
        attacks.run(naive, names=("nobody",))


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from effbench.cli import main; sys.argv[0] = 'effbench'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "attacks", *arguments], capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip


def test_the_command_says_what_was_gained(tmp_path: Path) -> None:
    if tiers.probe("T1") is not None:
        pytest.skip("tier T1 does not work here")
    done = command("--tier", "T1", "--name", "cache_by_identity", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["judge"] == "tier T1" and report["n_gained"] == 0
    assert {row["name"] for row in report["programs"]} == {HONEST, "cache_by_identity"}
    gets_through = (
        "# expect: wrong\n# attack: none\ndef solve(values):\n    return sorted(values)\n"
    )
    (tmp_path / "answer_made.py").write_text(gets_through)
    done = command("--tier", "T1", "--suite", str(tmp_path))
    assert done.returncode == 6
    assert "answer_made: accepted" in done.stdout
    assert "accepted: a wrong answer was accepted" in done.stdout
    assert "1 programs" in done.stdout and "1 gained something" in done.stdout
    done = command("--family", "nothing")
    assert done.returncode == 2 and "no such program or family" in done.stderr


MEETS = """# expect: pass together=2
# attack: both are there at the same time
import time
def solve(values):
    start = time.monotonic()
    time.sleep(0.5)
    return escaped(ROLE, start, time.monotonic())
"""


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_the_command_runs_two_of_a_pair_at_the_same_time(tmp_path: Path, tier: str) -> None:
    if tiers.probe(tier) is not None:
        pytest.skip(f"tier {tier} does not work here")
    (tmp_path / "living_made.py").write_text(MEETS)
    done = command("--tier", tier, "--suite", str(tmp_path), "--json")
    assert done.returncode == 6, done.stderr
    (row,) = json.loads(done.stdout)["programs"]
    assert row["verdicts"] == ["wrong", "wrong"] and list(row["gains"]) == ["reached"]
    said = [part.split(", ")[1:] for part in row["detail"].split("; ")]
    spans = {role: (float(start), float(end)) for role, start, end in said}
    assert spans.keys() == {"0", "1"}
    assert max(start for start, _ in spans.values()) < min(end for _, end in spans.values())


def test_a_zygote_that_had_all_its_children_is_no_change_on_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if tiers.probe("T2") is not None:
        pytest.skip("tier T2 does not work here")
    monkeypatch.setattr(pool, "CHILDREN_PER_ZYGOTE", 3)
    by_name = {attack.name: attack for attack in attacks.attacks()}
    with Sandbox("T2") as sandbox, Sandbox("T2") as other:
        gallery = Gallery(sandbox, tmp_path, other)
        with contextlib.closing(gallery.host):
            for name in ("answer_constant", "answer_nan", "living_limits"):
                assert gallery.run(by_name[name]).changed == []


def test_what_is_known_of_a_tier_is_no_reason_for_the_exit_code() -> None:
    if tiers.probe("T2") is not None:
        pytest.skip("tier T2 does not work here")
    done = command("--tier", "T2", "--name", "read_names_and_sizes")
    assert done.returncode == 0, done.stdout
    assert "(known for this tier)" in done.stdout and "1 more gained what the tier" in done.stdout


def test_programs_and_prelude_can_be_read_by_their_names() -> None:
    assert (published() / PRELUDE).is_file()
    assert not any(attack.name.startswith("_") for attack in attacks.attacks())
