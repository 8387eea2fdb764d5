"""The choice of tier and shell, and the messages if one does not work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from sandbox_users import require_tier

from effbench.base.errors import SandboxError, UsageError
from effbench.sandbox import PUBLISHABLE_TIERS, TIERS, Sandbox
from effbench.sandbox.host import cage, tiers
from effbench.sandbox.host.conversation import ZygoteError

HONEST = "def solve(x):\n    return x + 1\n"
Break = Callable[..., None]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Make the named tiers fail with a reason; the others work."""

    def install(**reasons: str) -> None:
        monkeypatch.setattr(tiers, "probe", reasons.get)

    return install


def error_of(tier: str) -> str:
    with pytest.raises(SandboxError) as caught:
        tiers.choose_tier(tier)
    return str(caught.value)


# --- choosing a tier --------------------------------------------------------------------------


def test_a_tier_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match=r"T9.*auto, T1, T2, T3, T4"):
        Sandbox("T9").tier  # noqa: B018  the property is the check


def test_auto_is_the_strongest_tier_and_no_other(broken: Break) -> None:
    broken()
    assert tiers.choose_tier() == tiers.choose_tier("T1") == "T1"
    assert [tiers.choose_tier(tier) for tier in TIERS] == list(TIERS)
    broken(T1="unshare: Operation not permitted")
    assert "T1 does not work here" in error_of("auto")


def test_what_a_leaderboard_accepts() -> None:
    assert PUBLISHABLE_TIERS == ("T1", "T2")
    for tier in TIERS:
        assert ("not publishable" in tiers.MEANING[tier]) == (tier not in PUBLISHABLE_TIERS)


def test_a_tier_that_does_not_work_is_an_error_that_names_the_fix(broken: Break) -> None:
    broken(T1="unshare: Operation not permitted")
    for wanted in ("auto", "T1"):
        text = error_of(wanted)
        assert "unshare: Operation not permitted" in text
        assert "unprivileged_userns_clone" in text
        assert text.endswith("accept the weaker tier: --sandbox T2")
    with pytest.raises(SandboxError, match="T1 does not work here"):
        Sandbox("T1").tier  # noqa: B018  the property is the check


def test_a_weaker_tier_that_can_not_be_published_says_so(broken: Break) -> None:
    broken(T1="no", T2="neither")
    assert error_of("T1").endswith("--sandbox T3, which can't be published")
    assert error_of("T2").endswith("--sandbox T3, which can't be published")


def test_a_kernel_without_landlock_is_told_which_one_has_it(
    broken: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers.kernel, "landlock_abi", lambda: 0)
    broken(T1="no", T2="no")
    for tier in ("T1", "T2"):
        assert "a kernel from 6.2 on with landlock" in error_of(tier)


def test_t4_is_never_advised_on_linux(broken: Break) -> None:
    broken(T1="no", T2="no", T3="no")
    for tier in ("T1", "T2", "T3"):
        assert "--sandbox" not in error_of(tier)
    broken(T4="no")
    assert "see `effbench doctor`" in error_of("T4")


def test_other_systems_are_told_about_linux_and_t4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers.sys, "platform", "darwin")
    monkeypatch.setattr(tiers, "probe", tiers.probe.__wrapped__)
    for tier in ("auto", "T2", "T3"):
        text = error_of(tier)
        assert "this is darwin" in text and "use Linux" in text
        assert text.endswith("for code that you trust, without isolation: --sandbox T4")


def test_windows_is_told_about_wsl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers.sys, "platform", "win32")
    monkeypatch.setattr(tiers, "probe", tiers.probe.__wrapped__)
    for tier in TIERS:
        assert "WSL 2" in error_of(tier)


def test_t4_warns_loudly() -> None:
    require_tier("T4")
    with pytest.warns(RuntimeWarning, match="isolates nothing.*never for what a model wrote"):
        assert Sandbox("T4").tier == "T4"


# --- probing ----------------------------------------------------------------------------------


def started_by_me() -> list[str]:
    family = psutil.Process().children(recursive=True)
    return [str(p.cmdline()) for p in family if p.status() != psutil.STATUS_ZOMBIE]


def test_the_probe_says_why_a_zygote_can_not_be_built(
    monkeypatch: pytest.MonkeyPatch, tier: str
) -> None:
    real = cage.configuration
    monkeypatch.setattr(tiers, "probe_shell", tiers.probe_shell.__wrapped__)

    def broken(**changes: Any) -> str:
        monkeypatch.setattr(cage, "configuration", lambda *a: real(*a) | changes)
        reason = tiers.probe.__wrapped__(tier)
        assert reason is not None
        return reason

    if tier != "T4":  # T4's keeper imports nothing; its children do
        assert "imports: ModuleNotFoundError" in broken(preload=["no_such_module"])
    assert "/no/such/python" in broken(python="/no/such/python")
    assert not [line for line in started_by_me() if "no_such" in line]


def test_a_zygote_that_somebody_kills_while_it_is_probed_says_nothing_of_the_tier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, died = cage.start, []

    def start(*arguments: Any, **named: Any) -> Any:
        if not died:
            died.append(True)
            raise ZygoteError("the sandbox's zygote died while starting")
        return real(*arguments, **named)

    monkeypatch.setattr(cage, "start", start)
    assert tiers.probe.__wrapped__("T2") is None
    monkeypatch.setattr(cage, "start", lambda *_, **__: start(died.clear()))  # every time
    assert "died while starting" in str(tiers.probe.__wrapped__("T2"))


@pytest.mark.parametrize(("tier", "abi"), [("T1", 0), ("T2", 2), ("T2", 0)])
def test_tiers_need_landlock(monkeypatch: pytest.MonkeyPatch, tier: str, abi: int) -> None:
    monkeypatch.setattr(tiers.kernel, "landlock_abi", lambda: abi)
    assert "Landlock" in str(tiers.probe.__wrapped__(tier))


def test_other_machines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers.kernel, "MACHINE", "riscv64")
    for tier in ("T1", "T2", "T3"):
        assert "riscv64" in str(tiers.probe.__wrapped__(tier))


# --- shells -----------------------------------------------------------------------------------


def test_the_shell_is_bubblewrap_where_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "probe_shell", {}.get)
    assert tiers.choose_shell("T1") == "bwrap"
    monkeypatch.setattr(tiers, "probe_shell", {"bwrap": "not installed"}.get)
    assert tiers.choose_shell("T1") == "python"
    with pytest.raises(SandboxError, match="shell bwrap does not work here: not installed"):
        tiers.choose_shell("T1", "bwrap")
    assert [tiers.choose_shell(tier) for tier in ("T2", "T3", "T4")] == ["none"] * 3
    with pytest.raises(UsageError, match="auto, bwrap, python"):
        tiers.choose_shell("T1", "docker")


def test_t1_works_when_either_shell_does(monkeypatch: pytest.MonkeyPatch) -> None:
    require_tier("T1")
    for reasons, expected in (
        ({"bwrap": "broken"}, None),
        ({"python": "broken"}, None),
        ({"bwrap": "broken", "python": "forbidden"}, "forbidden"),
    ):
        monkeypatch.setattr(tiers, "probe_shell", reasons.get)
        assert tiers.probe.__wrapped__("T1") == expected


def test_bubblewrap_that_is_missing_or_broken_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tiers.bubblewrap, "find", lambda: None)
    assert tiers.probe_shell.__wrapped__("bwrap") == "bubblewrap is not installed"
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: no permission to do anything' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(tiers.bubblewrap, "find", lambda: str(program))
    said = tiers.probe_shell.__wrapped__("bwrap")
    assert said is not None and said.endswith("bwrap: no permission to do anything")


@pytest.mark.parametrize("shell", cage.SHELLS)
def test_a_sandbox_says_which_shell_it_uses(shell: str) -> None:
    require_tier("T1", shell)
    with Sandbox("T1", shell=shell) as sandbox:
        assert sandbox.shell == shell
        assert sandbox.run(HONEST, "solve", [(1,)]).values == (2,)


@pytest.mark.parametrize("shell", cage.SHELLS)
def test_a_host_with_a_narrow_umask(shell: str) -> None:
    """`nobody` must be able to enter the folders of the new root with any umask of the host."""
    require_tier("T1", shell)
    code = (
        "import os; os.umask(0o077)\n"
        "from effbench.sandbox import Sandbox\n"
        f"with Sandbox('T1', shell={shell!r}) as sandbox:\n"
        f"    outcome = sandbox.run({HONEST!r}, 'solve', [(1,)], imports=('numpy',))\n"
        "assert outcome.values == (2,), outcome\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
