"""Pictures of the leaderboard's page for the documents: `python docs/make_screenshots.py`.

Builds a site of made-up runs of the built-in tasks (benchmarks/_synthetic_runs.py; no model wrote
any of it) and photographs it with Debian's Chromium. Needs the extra `test`.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks._synthetic_runs import core_tasks, write_runs
from effbench.leaderboard import build

CHROMIUM = Path(os.environ.get("EFFBENCH_CHROMIUM", "/usr/bin/chromium"))
OUT = Path(__file__).parent / "screenshots"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 720}


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        runs = write_runs(Path(folder) / "runs", 24, 0, tasks=core_tasks())
        index = build(runs, Path(folder) / "site")
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        _photograph(browser, index)
        browser.close()


def _photograph(browser: Browser, index: Path) -> None:
    runs = re.findall(r'data-run="(\w+)"', index.read_text())
    anchor = re.findall(r'<section class="suite" id="(\w+)"', index.read_text())[0]
    task = next(index.parent.glob("tasks/*-anagram-windows-*"))
    start = index.as_uri()
    _shot(browser, "light", start)
    _shot(browser, "dark", f"{start}#s={anchor}", scheme="dark", at="figure.scatter")
    _shot(browser, "phone", f"{start}#s={anchor}", size=PHONE, at=".about-suite")
    _shot(browser, "head-to-head", f"{start}#s={anchor}&a={runs[1]}&b={runs[4]}", at=".compare")
    _shot(browser, "task", task.as_uri())


def _shot(
    browser: Browser,
    name: str,
    address: str,
    size: dict[str, int] = WIDE,
    scheme: str = "light",
    at: str = "",
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page: Page = context.new_page()
    page.goto(address)
    if "&a=" in address:
        page.wait_for_selector(".bells", state="attached")
    if at:
        page.evaluate(
            "at => scrollBy(0, document.querySelector(at).getBoundingClientRect().top - 60)", at
        )
    path = OUT / f"{name}.png"
    page.screenshot(path=path)
    print(path.relative_to(OUT.parent), f"{path.stat().st_size / 1000:.0f} kB")
    context.close()


if __name__ == "__main__":
    main()
