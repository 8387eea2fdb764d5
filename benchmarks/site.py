"""The leaderboard's page with many runs: build time, size, and time until it is usable.

    python -m benchmarks.site [--runs 200] [--tasks 120] [--json FILE]

The runs are synthetic (`_synthetic_runs`). Chromium's own clock measures loading, sorting and
filtering, from navigation to the end of the page's scripts and from click to the next painted
frame. `usable_cpu_ms` is the CPU time of the page's own thread until it was loaded, which other
load affects less. These figures are left out if Chromium or playwright is missing.
"""

from __future__ import annotations

import gzip
import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import _common
from benchmarks._synthetic_runs import write_runs
from effbench.leaderboard import build

CHROMIUM = Path(os.environ.get("EFFBENCH_CHROMIUM", "/usr/bin/chromium"))
REPEATS = 5
PAINTED = """(act) => new Promise((resolve) => {
    const start = performance.now();
    eval(act);
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
})"""


def main() -> None:
    arguments = _common.parse(__doc__.splitlines()[0], runs=200, tasks=120, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        figures = _measure(Path(folder), arguments.runs, arguments.tasks, arguments.seed)
    rows = [(name, f"{value:,.4g}") for name, value in figures.items()]
    _common.table(("figure", "value"), rows)
    note = f"{arguments.runs} made-up runs of {arguments.tasks} tasks"
    _common.write(arguments.json, figures, [note])


def _measure(folder: Path, n_runs: int, n_tasks: int, seed: int) -> dict[str, float]:
    runs = write_runs(folder / "runs", n_runs, n_tasks, seed=seed)
    wall, cpu = time.perf_counter(), time.process_time()
    index = build(runs, folder / "site")
    figures = {
        "build_wall_s": time.perf_counter() - wall,
        "build_cpu_s": time.process_time() - cpu,
        **_weights(index.parent),
        "load_average": os.getloadavg()[0],
    }
    return {**figures, **_in_the_browser(index)}


def _weights(site: Path) -> dict[str, float]:
    """Bytes: the index, and the index with its scripts and style, raw and gzipped."""
    at_start = [site / "index.html", *sorted((site / "assets").iterdir())]
    everything = [path for path in site.rglob("*") if path.is_file()]
    return {
        "index_bytes": (site / "index.html").stat().st_size,
        "index_gzip_bytes": _packed(site / "index.html"),
        "start_bytes": sum(path.stat().st_size for path in at_start),
        "start_gzip_bytes": sum(map(_packed, at_start)),
        "site_bytes": sum(path.stat().st_size for path in everything),
        "site_files": len(everything),
    }


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), mtime=0))


def _in_the_browser(index: Path) -> dict[str, float]:
    """Milliseconds, each the median of REPEATS."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    if not CHROMIUM.exists():
        return {}
    names = ("usable_ms", "usable_cpu_ms", "sort_ms", "filter_ms")
    times: dict[str, list[float]] = {name: [] for name in names}
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        for _ in range(REPEATS):
            context = browser.new_context(bypass_csp=True)  # for PAINTED's own eval
            page = context.new_page()
            watch = context.new_cdp_session(page)
            watch.send("Performance.enable", {"timeDomain": "threadTicks"})
            page.goto(index.as_uri())
            metrics = watch.send("Performance.getMetrics")["metrics"]
            busy_s = next(each["value"] for each in metrics if each["name"] == "TaskDuration")
            times["usable_cpu_ms"].append(1000 * busy_s)
            times["usable_ms"].append(
                page.evaluate("performance.timing.domContentLoadedEventEnd"
                              " - performance.timing.navigationStart")
            )  # fmt: skip
            click = "document.querySelector('table.ranks th.c-pass button').click()"
            times["sort_ms"].append(page.evaluate(PAINTED, click))
            click = "document.querySelector('.chip').click()"
            times["filter_ms"].append(page.evaluate(PAINTED, click))
            context.close()
        browser.close()
    return {name: statistics.median(values) for name, values in times.items()}


if __name__ == "__main__":
    main()
