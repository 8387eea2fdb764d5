"""A small site of made-up runs in Debian's Chromium, opened from disk and watched."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hostile_words import HOSTILE_CODE, HOSTILE_NAME, HOSTILE_TAG

from benchmarks._synthetic_runs import write_runs
from effbench.base.records import SizeResult, Summary
from effbench.leaderboard import build
from effbench.leaderboard.reading import read_run
from effbench.score.tasks import task_result

CHROMIUM = Path(os.environ.get("EFFBENCH_CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="module")
def browser():
    """A browser per module. While it is open, its event loop runs in the tests' thread, so other
    tests of the same process can't run one."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(
            f"no Chromium at {CHROMIUM}; set EFFBENCH_CHROMIUM or install Debian's chromium"
        )
    with sync_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A site with 13 runs and a hostile one on 16 tasks, 3 answers each, and 3 of another suite."""
    folder = tmp_path_factory.mktemp("site")
    folders = write_runs(folder / "a", 14, 16, seed=3, n_samples=3)
    _make_hostile(folders[5])
    folders += write_runs(folder / "b", 3, 8, seed=4)
    return build(folders, folder / "site").parent


@pytest.fixture(scope="session")
def made_pair(tmp_path_factory):
    """Return (site, its suite's anchor, run ids). All passes of the first run are timed; the first
    three tasks of the second were cut off, not timed, and failed."""
    folder = tmp_path_factory.mktemp("pair")
    folders = write_runs(folder / "runs", 2, 8, seed=5)
    for run, endings in zip(folders, ((), ("cut off", "not timed", "failed")), strict=True):
        _with_endings(run, endings)
    site = build(folders, folder / "site").parent
    return site, first_anchor(site), [read_run(run).id for run in folders]


def _with_endings(run, endings):
    """Make all answers pass with a time, except the first ones, which get the `endings`."""
    summary = msgspec.json.decode((run / "summary.json").read_bytes(), type=Summary)
    samples = [_with_ending(sample, "timed") for sample in summary.samples]
    samples[: len(endings)] = map(_with_ending, samples, endings)
    tasks = [task_result([sample], [sample], True) for sample in samples]
    changed = msgspec.structs.replace(summary, samples=tuple(samples), tasks=tuple(tasks))
    (run / "summary.json").write_bytes(msgspec.json.encode(changed))


def _with_ending(sample, ending):
    sizes = [
        SizeResult(size=label, ratio=1.5, ci=(1.4, 1.6), n_blocks=8, censored=False, efficiency=0.8)
        for label in "SML"
    ]
    if ending == "cut off":
        sizes[2] = msgspec.structs.replace(sizes[2], ratio=None, ci=None, censored=True)
    return msgspec.structs.replace(
        sample,
        status="wrong_answer" if ending == "failed" else "pass",
        efficiency=0.0 if ending == "failed" else 0.8,
        sizes=tuple(sizes) if ending in ("timed", "cut off") else (),
    )


def _make_hostile(run):
    manifest = msgspec.json.decode((run / "manifest.json").read_bytes())
    manifest["model"].update(label=HOSTILE_NAME, tags=[HOSTILE_TAG])
    manifest["machine"]["cpu_model"] = "</script><b>CPU</b>"
    hostile_task = "task_003"
    (run / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    summary = msgspec.json.decode((run / "summary.json").read_bytes())
    for sample in summary["samples"]:
        if sample["task_id"] == hostile_task:
            sample.update(status="pass", efficiency=5.0, source_sha256="f" * 64)
    (run / "summary.json").write_bytes(msgspec.json.encode(summary))
    lines = [
        msgspec.json.decode(line) for line in (run / "verdicts.jsonl").read_bytes().splitlines()
    ]
    for line in lines:
        if line["task_id"] == hostile_task:
            line.update(source=HOSTILE_CODE, status="pass", source_sha256="f" * 64)
    (run / "verdicts.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, lines)) + b"\n")


@pytest.fixture
def open_page(browser, site):
    """Return open_page(path, **context options) -> page. Afterwards, check that no error
    occurred.
    """
    contexts, trouble = [], []

    def open_one(path="index.html", **options):
        options.setdefault("viewport", {"width": 1360, "height": 900})
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()

        def on_request(request):
            if not request.url.startswith(f"{site.as_uri()}/"):
                trouble.append(f"request to {request.url}")

        page.on("request", on_request)
        page.on("requestfailed", lambda request: trouble.append(f"failed: {request.url}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on(
            "console",
            lambda message: (
                trouble.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.goto(f"{site.as_uri()}/{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def anchor(site):
    """The suite that is shown first."""
    return first_anchor(site)


def first_anchor(site):
    html = (site / "index.html").read_text()
    return html.split('<section class="suite" id="')[1][:9]
