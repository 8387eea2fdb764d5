"""Whole programs behave as `python program.py < in > out`, form by form, at each tier."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from program_forms import FORMS, Form
from program_forms_inside import END, SCRATCH, SELF, SYSTEM
from program_forms_streams import READ, WRITE
from sandbox_users import require_tier, run_script

from effbench.sandbox import Limits, Sandbox, calls_frame, job_frame
from effbench.sandbox.host.tiers import TRUSTED_ONLY
from effbench.sandbox.host.zygote import Zygote

LIMITS = Limits(cpu_seconds=5, wall_seconds=30, memory_bytes=256 << 20)
OTHERWISE_ELSEWHERE = ("another process", "subprocess is refused")
"""Forms that the sandbox refuses on purpose, although the interpreter alone runs them."""
SETTINGS = ("T1-bwrap", "T1-python", "T2", "T3")
READ_ONLY = "at T3 nothing is opened for writing"


def wants(form: Form, tier: str) -> str:
    """The reason why the form can't work at this tier; empty if it can."""
    if form.needs == "scratch" and tier in ("T2", "T3"):
        return f"at {tier} there is no folder of its own for a child"
    if form.needs == "writing" and tier == "T3":
        return READ_ONLY
    return ""


def check(sandbox: Sandbox, form: Form) -> None:
    found = sandbox.run(form.source, "", [(form.stdin,)], LIMITS)
    assert found.ended == form.ended, found.detail
    assert form.detail in found.detail
    assert found.values == ((form.output,) if form.ended == "returned" else ())


@pytest.fixture(scope="module", params=["T1-bwrap", "T1-python", "T2"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    tier, _, shell = request.param.partition("-")
    require_tier(tier, shell or "auto")
    with Sandbox(tier, shell=shell or "auto") as made:
        yield made


@pytest.mark.parametrize("name", FORMS)
def test_every_form_works(sandbox: Sandbox, name: str) -> None:
    if reason := wants(FORMS[name], sandbox.tier):
        pytest.skip(reason)
    check(sandbox, FORMS[name])


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.needs])
def test_what_a_tier_lacks_is_an_error_and_no_wrong_answer(sandbox: Sandbox, name: str) -> None:
    if not wants(FORMS[name], sandbox.tier):
        pytest.skip("this tier has it")
    found = sandbox.run(FORMS[name].source, "", [(FORMS[name].stdin,)], LIMITS)
    assert found.ended == "raised"
    assert found.detail.startswith(("FileNotFoundError", "PermissionError"))


@pytest.mark.parametrize("name", [n for n in FORMS if n not in OTHERWISE_ELSEWHERE])
def test_the_table_says_what_the_interpreter_does(tmp_path: Path, name: str) -> None:
    """The oracle: `python program.py < in > out`, in a folder of its own."""
    form = FORMS[name]
    program = tmp_path / "program.py"
    program.write_text(form.source)
    (tmp_path / "in").write_text(form.stdin)
    with (tmp_path / "in").open() as stdin, (tmp_path / "out").open("wb") as stdout:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", str(program)],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"]},
            cwd=tmp_path,
            timeout=60,
            preexec_fn=_no_core,
        )
    assert (done.returncode == 0) == (form.ended == "returned")
    if form.ended == "returned":
        output = (tmp_path / "out").read_bytes().decode("utf-8", "replace")
        assert output == form.output


def _no_core() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@pytest.mark.slow
@pytest.mark.parametrize("user", ["root", "ordinary"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_every_form_works_for_every_user(user: str, setting: str) -> None:
    """One process runs all forms and reports the failures."""
    who = "reaching root" if (user, setting) == ("root", "T3") else user
    assert run_script(who, "program_forms_run.py", setting).splitlines() == ["all is well"]


def test_a_function_may_use_asyncio_and_large_stacks_as_well(sandbox: Sandbox) -> None:
    source = (
        "import asyncio, threading\n"
        "async def twice(x):\n    await asyncio.sleep(0)\n    return 2 * x\n"
        "def solve(x):\n    threading.stack_size(512 << 20)\n    found = []\n"
        "    t = threading.Thread(target=lambda: found.append(asyncio.run(twice(x))))\n"
        "    t.start()\n    t.join()\n    return found\n"
    )
    assert sandbox.run(source, "solve", [(21,)], LIMITS).values == ([42],)


def test_the_stack_size_that_was_asked_for_is_told(sandbox: Sandbox) -> None:
    source = (
        "import threading\nprint(threading.stack_size(1 << 29), threading.stack_size(),\n"
        "      threading.stack_size(0))\n"
        "try: threading.stack_size(5)\nexcept ValueError: print('too small')"
    )
    found = sandbox.run(source, "", [("",)], LIMITS)
    assert found.values == (f"0 {1 << 29} 0\ntoo small\n",), found.detail


def test_a_pool_of_threads_serves_every_run_of_a_child(sandbox: Sandbox) -> None:
    source = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "print(*ThreadPoolExecutor(2).map(int, input().split()))"
    )
    found = sandbox.run(source, "", [("1 2",), ("3",), ("",)][:2], LIMITS)
    assert found.values == ("1 2\n", "3\n"), found.detail


def test_a_hard_exit_in_a_later_run_leaves_the_answers_before_it(sandbox: Sandbox) -> None:
    source = "import os\nn = int(input())\nprint(n, flush=True)\nif n == 2: os._exit(0)\n"
    found = sandbox.run(source, "", [("1\n",), ("2\n",), ("3\n",)], LIMITS)
    assert (found.ended, found.values) == ("returned", ("1\n", "2\n"))


USES = {
    "leaves a file": "open('/tmp/left', 'w').write('x' * 5000)",
    "removes it": "import os\nopen('/tmp/left', 'w').close()\nos.remove('/tmp/left')",
    "fills it": (
        "try:\n    while True: open('/tmp/left', 'a').write('x' * (1 << 20))\nexcept OSError: pass"
    ),
    "uses tempfile": "import tempfile\ntempfile.TemporaryFile().write(b'x')",
}
SEEN = (
    "import os\ns = os.stat('/tmp')\n"
    "print(os.listdir('/tmp'), s.st_ino, s.st_mtime_ns, s.st_atime_ns, s.st_size)\n"
    "open('/tmp/new', 'w').close()\nprint(os.stat('/tmp/new').st_ino)\n"
)


@pytest.mark.parametrize("use", USES)
def test_the_scratch_folder_is_new_for_each_child(sandbox: Sandbox, use: str) -> None:
    if sandbox.tier != "T1":
        pytest.skip("there is no scratch folder at this tier")
    with sandbox.lease() as zygote:
        what_children_see_is_the_same(zygote, USES[use])


def what_children_see_is_the_same(zygote: Zygote, use: str) -> None:
    def run(source: str) -> tuple[str, ...]:
        found = zygote.run(job_frame(source, ""), calls_frame([("",)]), LIMITS)
        assert found.ended == "returned", found.detail
        return found.values

    before = run(SEEN)
    assert before[0].startswith("[] ")
    for _ in range(3):
        run(use)
        run("print(1)")
        assert run(SEEN) == before


def test_a_zygote_outlives_any_number_of_scratch_folders(sandbox: Sandbox) -> None:
    """Other processes mount file systems, too; the device number is drawn for each folder."""
    if sandbox.tier != "T1":
        pytest.skip("there is no scratch folder at this tier")
    source = "import os\nopen('/tmp/x', 'w').close()\nprint(os.stat('/tmp').st_dev)\n"
    with sandbox.lease() as zygote:
        found = [zygote.run(job_frame(source, ""), calls_frame([("",)]), LIMITS) for _ in range(24)]
    assert {outcome.ended for outcome in found} == {"returned"}
    assert len({outcome.values for outcome in found}) > 1


def test_who_uses_the_scratch_folder_is_charged_for_all_of_it(sandbox: Sandbox) -> None:
    """The kernel's peak excludes its pages, so a program could hide memory in them."""
    if sandbox.tier != "T1":
        pytest.skip("there is no scratch folder at this tier")
    from effbench.sandbox.inside.scratch import BYTES

    plain = sandbox.run("def solve():\n    return 1\n", "solve", [()])
    uses = "def solve():\n    open('/tmp/x', 'w').close()\n    return 1\n"
    used = sandbox.run(uses, "solve", [()])
    assert used.ended == plain.ended == "returned"
    assert abs(used.peak_rss_bytes - plain.peak_rss_bytes - BYTES) < 8 << 20


def test_a_process_that_a_program_made_does_not_answer_for_it() -> None:
    """This is tested at tier T4, which allows new processes."""
    source = (
        "import os\nif os.fork() == 0:\n    print('no', flush=True)\n    os._exit(0)\n"
        "os.wait()\nos.lseek(1, 0, 0)\nos.ftruncate(1, 0)\nprint('yes')"
    )
    with warnings.catch_warnings(), Sandbox("T4") as sandbox:
        warnings.filterwarnings("ignore", TRUSTED_ONLY, RuntimeWarning)
        found = sandbox.run(source, "", [("",)], LIMITS)
    assert found.values == ("yes\n",), found.detail


def test_the_table_is_whole() -> None:
    assert len(FORMS) == sum(map(len, (READ, WRITE, END, SELF, SYSTEM, SCRATCH))) > 150
