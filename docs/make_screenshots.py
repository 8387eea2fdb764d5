"""Take the pictures of the leaderboard's page for the docs: `python docs/make_screenshots.py`.

Builds the site of leaderboard/submissions and photographs its largest table with Debian's Chromium.
Needs the extra `test`.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from effbench.leaderboard import build
from effbench.submissions import find_submissions

CHROMIUM = Path(os.environ.get("EFFBENCH_CHROMIUM", "/usr/bin/chromium"))
SUBMISSIONS = Path(__file__).parents[1] / "leaderboard/submissions"
OUT = Path(__file__).parent / "screenshots"
TASK = "anagram-windows"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 720}


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = build(find_submissions(SUBMISSIONS), Path(folder) / "site")
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        _photograph(browser, index)
        browser.close()


def _photograph(browser: Browser, index: Path) -> None:
    anchor, runs = _largest(index.read_text(encoding="utf-8"))
    tasks = [*index.parent.glob(f"tasks/*-{TASK}-*"), *index.parent.glob(f"tasks/{anchor}-*")]
    start = f"{index.as_uri()}#s={anchor}"
    section = f"#{anchor}"
    _shot(browser, "light", start)
    _shot(browser, "dark", start, scheme="dark", at=f"{section} figure.scatter")
    _shot(browser, "phone", start, size=PHONE, at=f"{section} .about-suite")
    pair = f"&a={runs[0]}&b={runs[-1]}"
    _shot(browser, "head-to-head", start + pair, at=f"{section} .compare")
    _shot(browser, "task", tasks[0].as_uri())


def _largest(html: str) -> tuple[str, list[str]]:
    """Return the anchor of the table with the most runs, and the runs' ids in its order."""
    sections = html.split('<section class="suite" id="')[1:]
    section = max(sections, key=lambda part: part.count("data-run="))
    return section[:9], re.findall(r'data-run="(\w+)"', section)


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
