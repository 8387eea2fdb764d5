"""The gallery of attacks, at each tier and with each shell, as root and as an ordinary user.

One process for each combination runs a part of `attacks/`, and the tests here read its report. At
tier T1 each run takes every attack once: the combinations of user and shell divide them, in another
way each day. At the other tiers a combination runs its share of the nightly tier and one attack of
each family. With EFFBENCH_FULL=1 each combination runs all.

The tests check for every attack: the verdict is that of the file's first line (never a pass for a
wrong answer), a clock trick costs as much as honest work, nothing changed on the host, no
connection was made, and honest code passes right afterwards. Attacks that a tier can't stop are
listed in `effbench.attacks.gaps` and tested like the others. Tier T4 isolates nothing: it runs
harmless attacks only, and not as root.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from gallery import HONEST_RATIO, SETTINGS, Attack, attacks
from nightly import SHARES, Share, share_of_this_run
from sandbox_users import ORDINARY_UID, run_script

from effbench.attacks.gaps import GAPS, is_run

pytestmark = pytest.mark.slow

COMBINATIONS = [
    (user, setting)
    for user in ("root", "ordinary")
    for setting in SETTINGS
    if (user, setting) != ("root", "T4")
]
DIVIDED = [
    (user, setting)
    for user, setting in COMBINATIONS
    if SETTINGS[setting][0] == "T1"
    and (user == "ordinary" or os.geteuid() == 0)
    and (setting != "T1-bwrap" or shutil.which("bwrap"))
]
"""The combinations, of those that work here, that divide the attacks at the default tier."""
HOST_CPU_SECONDS = 6.0  # maximum cost of reading one answer; without limits it is minutes
HOST_GROWTH_MIB = 700
_reports: dict[tuple[str, str], dict[str, Any] | BaseException] = {}


def possible(setting: str) -> list[Attack]:
    """The attacks that are run at this setting's tier: at T4 the harmless ones."""
    return [attack for attack in attacks() if is_run(SETTINGS[setting][0], attack.name)]


def chosen(user: str, setting: str, share: Share) -> list[Attack]:
    """The attacks that this combination runs."""
    own = possible(setting)
    if share.of == 1:
        return own
    if (user, setting) in DIVIDED:
        turn = DIVIDED.index((user, setting)) - share.number
        return [a for a in own if (zlib.crc32(a.name.encode()) - turn) % len(DIVIDED) == 0]
    families: dict[str, list[str]] = {}
    for attack in own:
        families.setdefault(attack.family, []).append(attack.name)
    taken = {names[share.number % len(names)] for names in families.values()}
    return [a for a in own if a.name in taken or share.has(f"{user} {setting} {a.name}")]


def report(user: str, setting: str) -> dict[str, Any]:
    """The gallery's report for this combination; run once a session."""
    if (user, setting) not in _reports:
        try:
            _reports[user, setting] = run_gallery(user, setting)
        except BaseException as error:
            _reports[user, setting] = error
            raise
    found = _reports[user, setting]
    if isinstance(found, BaseException):
        raise found
    return found


def run_gallery(user: str, setting: str) -> dict[str, Any]:
    work = Path(tempfile.mkdtemp(prefix="gallery-"))
    try:
        work.chmod(0o755)
        if user == "ordinary" and os.geteuid() == 0:
            os.chown(work, ORDINARY_UID, ORDINARY_UID)
        # At T3 only file permissions restrict reading, so others must be able to reach the
        # interpreter.
        who = "reaching root" if (user, setting) == ("root", "T3") else user
        names = [attack.name for attack in chosen(user, setting, share_of_this_run())]
        run_script(who, "gallery.py", setting, str(work), str(work / "report.json"), *names)
        found: dict[str, Any] = json.loads((work / "report.json").read_text())
        return found
    finally:
        shutil.rmtree(work)


def named(pair: tuple[str, str]) -> str:
    return "-".join(pair)


@pytest.fixture(params=COMBINATIONS, ids=named, scope="module")
def results(request: pytest.FixtureRequest) -> dict[str, Any]:
    return report(*request.param)


def test_the_process_was_who_it_should_be(
    results: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    user, setting = request.node.callspec.params["results"]
    assert (results["uid"] == 0) == (user == "root")
    tier, shell = SETTINGS[setting]
    assert results["tier"] == tier
    assert results["shell"] == {"T1": shell}.get(tier, "none")
    wanted = chosen(user, setting, share_of_this_run())
    assert wanted and set(results["attacks"]) == {attack.name for attack in wanted}


@pytest.mark.parametrize(
    ("results", "attack"),
    [
        pytest.param(pair, attack, id=f"{named(pair)}-{attack.name}")
        for pair in COMBINATIONS
        for attack in chosen(*pair, share_of_this_run())
    ],
    indirect=["results"],
)
def test_attack(results: dict[str, Any], attack: Attack) -> None:
    found = results["attacks"][attack.name]
    for run in found["runs"]:
        assert run["verdict"] in found["expected"], run
    assert found["changed"] == []
    assert found["host_cpu_seconds"] < HOST_CPU_SECONDS
    assert found["host_growth_mib"] < HOST_GROWTH_MIB
    if attack.timed:
        assert found["ratio"] >= HONEST_RATIO, "CPU time was hidden"


def test_no_process_is_left(results: dict[str, Any]) -> None:
    assert results["left"] == []


@pytest.mark.parametrize("number", range(1, SHARES + 1))
def test_every_run_has_every_attack_at_t1_and_every_family_elsewhere(number: int) -> None:
    share = Share(number, SHARES)
    at_t1 = [attack.name for pair in DIVIDED for attack in chosen(*pair, share)]
    assert sorted(at_t1) == sorted(attack.name for attack in possible("T1-python"))
    for pair in COMBINATIONS:
        families = {attack.family for attack in possible(pair[1])}
        assert {attack.family for attack in chosen(*pair, share)} == families or pair in DIVIDED


@pytest.mark.parametrize("pair", COMBINATIONS, ids=named)
def test_the_shares_together_have_every_attack(pair: tuple[str, str]) -> None:
    shares = [chosen(*pair, Share(number, SHARES)) for number in range(1, SHARES + 1)]
    assert all(shares)
    assert {attack.name for share in shares for attack in share} == {
        attack.name for attack in possible(pair[1])
    }


def test_only_honest_answers_pass() -> None:
    """A file whose verdict may be `pass` returns the right numbers; the others name how they
    fail.
    """
    verdicts = {verdict for attack in attacks() for verdict in attack.verdicts}
    verdicts |= {
        v for gaps in GAPS.values() for gap in gaps.values() for v in gap.verdict.split("|")
    }
    ends = {"raised", "died", "timeout", "memory", "output_limit", "syntax_error"}
    assert verdicts == {"pass", "wrong"} | ends
