"""Head to head: the numbers equal Python's, and the view has a permalink."""

import math

import msgspec
import pytest
from page_reading import board, present
from scipy.special import stdtrit

from effbench.leaderboard.reading import read_run
from effbench.machine import comparability
from effbench.results import comparison


@pytest.fixture
def folders(site):
    """Run id -> the run's folder."""
    return {read_run(folder).id: folder for folder in sorted((site.parent / "a").iterdir())}


def rows(page):
    """The table of differences: first cell -> the other cells."""
    lines = page.locator(".compare:visible .result table").first.locator("tbody tr")
    return {line[0]: line[1:] for line in (
        lines.nth(i).locator("th, td").all_text_contents() for i in range(lines.count())
    )}  # fmt: skip


def open_pair(open_page, anchor, a, b):
    page = open_page(f"index.html#s={anchor}&a={a}&b={b}")
    page.wait_for_selector(".compare .bells", state="attached")
    return page


def test_choosing_two_runs_writes_the_address(open_page, anchor):
    page = open_page()
    first, second = present(page)[:2]
    page.get_by_label("Run A").first.select_option(first)
    page.get_by_label("Run B").first.select_option(second)
    page.wait_for_selector(".compare .bells", state="attached")
    assert f"a={first}&b={second}" in page.url
    page.get_by_role("button", name="Swap A and B").first.click()
    assert f"a={second}&b={first}" in page.url


@pytest.mark.parametrize("places", [(0, 1), (1, 0), (0, 11), (7, 3), (2, 2)])
def test_numbers_are_those_of_the_comparison(open_page, anchor, folders, places):
    plain = open_page()
    a, b = (present(plain)[place] for place in places)
    page = open_pair(open_page, anchor, a, b)
    expected = comparison.compare(folders[a], folders[b])
    found = rows(page)
    for metric in expected.metrics:
        on_page = found[metric.metric]
        assert number(on_page[0]) == pytest.approx(metric.a, abs=5.1e-3)
        assert number(on_page[1]) == pytest.approx(metric.b, abs=5.1e-3)
        assert number(on_page[2]) == pytest.approx(metric.b - metric.a, abs=5.1e-3)
        low, high = (number(end) for end in on_page[3].strip("[]").split(", "))
        assert (low, high) == pytest.approx(metric.new_tasks.ci, abs=5.1e-3)
        low, high = (number(end) for end in on_page[4].strip("[]").split(", "))
        assert (low, high) == pytest.approx(metric.fixed_set, abs=5.1e-3)
        assert number(on_page[5]) == pytest.approx(metric.new_tasks.resolves, abs=5.1e-3)
        p = 0.0 if on_page[6].startswith("<") else number(on_page[6])
        assert p == pytest.approx(metric.new_tasks.p, abs=5.1e-4)
        words = {"better": "B is better", "worse": "A is better", "tied": "can't be told apart"}
        assert on_page[8] == words[metric.verdict]
    exact = page.evaluate(
        """async ([s, a, b]) => {
            const files = await Promise.all([s, a, b].map(window.effbench.load));
            return window.effbench.paired.compare(...files).metrics
                .map((metric) => [metric.mean, metric.ci, metric.these, metric.resolves]);
        }""",
        [anchor, a, b],
    )
    for metric, (mean, ci, these, resolves) in zip(expected.metrics, exact, strict=True):
        assert mean == pytest.approx(metric.new_tasks.mean, abs=1e-6)
        assert ci == pytest.approx(metric.new_tasks.ci, abs=1e-5)
        assert these == pytest.approx(metric.fixed_set, abs=1e-3)
        assert resolves == pytest.approx(metric.new_tasks.resolves, abs=1e-5)
    speed = found["time of B / time of A, both timed"]
    assert number(speed[2].rstrip("×")) == pytest.approx(expected.speed_on_common, abs=5.1e-4)
    low, high = (number(end) for end in speed[3].strip("[]").split(", "))
    assert (low, high) == pytest.approx(expected.speed_ci, abs=5.1e-4)
    assert int(speed[7]) == expected.n_common


def number(text):
    return float(text.replace("−", "-").replace("+", ""))


def test_every_task_has_pythons_mark_and_ratio(open_page, anchor, folders):
    plain = open_page()
    a, b = present(plain)[1], present(plain)[8]
    page = open_pair(open_page, anchor, a, b)
    found = page.evaluate(
        """async ([s, a, b]) => {
            const files = await Promise.all([s, a, b].map(window.effbench.load));
            return window.effbench.paired.compare(...files).tasks
                .map((task) => [task.name, task.mark, task.ratio]);
        }""",
        [anchor, a, b],
    )
    expected = comparison.compare(folders[a], folders[b]).tasks
    assert [(name, mark) for name, mark, _ in found] == [(t.task_id, t.mark) for t in expected]
    for (_, _, ratio), task in zip(found, expected, strict=True):
        if task.ratio is None:
            assert ratio is None
            continue
        assert math.exp(ratio["log"]) == pytest.approx(task.ratio, rel=1e-5)
        if task.ci is not None:
            ends = (ratio["log"] - ratio["half"], ratio["log"] + ratio["half"])
            assert [math.exp(end) for end in ends] == pytest.approx(task.ci, rel=1e-5)
    assert page.locator(".bells .fail").count() > 0
    flips = page.locator(".flips").text_content()
    assert f"Only A passes: {sum(t.mark == '!' for t in expected)}." in flips


def test_a_pass_without_a_time_is_not_drawn_as_failed(open_page, anchor):
    """In the data file, a size with a null ratio was cut off, and an empty list was not timed."""
    page = open_page()
    found = page.evaluate(
        """() => {
            const { fate, mark } = window.effbench.paired;
            const limit = Math.log(10);
            const timed = [1, 1, 1, 1, "pass", [["S", 0, 0.03], ["M", 0, 0.03]]];
            const cut = [1, 0.5, 1, 1, "pass", [["S", 1, 0.03], ["M", null, null]]];
            const untimed = [1, null, 1, 1, "pass", []];
            const failed = [0, 0, 1, 0, "timeout", []];
            const ratio = { log: 1, half: null };
            return [
                [timed, cut, untimed, failed].map(fate),
                [mark(timed, cut, ratio, limit), mark(cut, timed, ratio, limit),
                 mark(timed, untimed, null, limit), mark(failed, untimed, null, limit)],
            ];
        }"""
    )
    assert found == [["timed", "cut off", "not timed", "failed"], ["-", "+", "~", "+"]]


def test_a_bound_is_drawn_as_no_ratio(open_page, anchor):
    """A size with a fourth element is an upper bound. test_comparison checks the same marks."""
    found = open_page().evaluate(
        """() => {
            const { mark, timeRatio } = window.effbench.paired;
            const limit = Math.log(10), log = Math.log;
            const of = (...size) => [1, 1, 1, 1, "pass", [["S", ...size]]];
            const plain = of(0, 0.03), cut = of(null, null);
            const far = of(log(0.2), null, 1), near = of(log(0.98), null, 1);
            return [
                timeRatio(plain[5], far[5]),
                [mark(cut, far, null, limit), mark(plain, far, null, limit),
                 mark(plain, near, null, limit), mark(far, near, null, limit),
                 mark(far, plain, null, limit)],
            ];
        }"""
    )
    assert found == [None, ["+", "+", "~", "~", "-"]]


def test_passes_that_were_cut_off_or_not_timed_have_columns_of_their_own(browser, made_pair):
    site, anchor, (a, b) = made_pair
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html#s={anchor}&a={a}&b={b}")
    page.wait_for_selector(".compare .bells", state="attached")
    headings = page.locator(".bells text").all_text_contents()
    assert [name for name in ("cut off", "not timed", "failed") if name in headings] == [
        "cut off", "not timed", "failed",
    ]  # fmt: skip
    assert page.locator(".bells .fail").count() == 1
    page.get_by_text("Show as a table").click()
    table = page.locator(".result details tbody").text_content()
    assert "B cut off" in table and "B not timed" in table and "B failed" in table
    context.close()


def test_one_sample_a_task_says_nothing_of_its_luck(open_page, site):
    second = (site / "index.html").read_text().split('<section class="suite" id="')[2][:9]
    plain = open_page(f"index.html#s={second}")
    page = open_pair(open_page, second, *present(plain)[:2])
    assert rows(page)["pass@1"][4] == "no interval"


@pytest.mark.parametrize("df", [1, 1.3, 2, 2.6, 7.5, 31, 400, 1e6])
def test_students_t_is_read_between_whole_degrees_of_freedom(open_page, anchor, df):
    page = open_page()
    found = page.evaluate(
        """async ([s, df]) => {
            const { u } = await window.effbench.load(s);
            // Two tasks of one side's luck with `df` in all: v = 1 and n - 1 = df
            const [low, high] = window.effbench.paired.fixedSet(0, [[df + 1, 1], [2, 0]], u);
            return (high - low) / 2;
        }""",
        [anchor, df],
    )
    assert found == pytest.approx(stdtrit(df, 0.975), rel=1e-4)


def test_the_chart_has_a_table_in_its_place(open_page, anchor):
    plain = open_page()
    page = open_pair(open_page, anchor, *present(plain)[:2])
    assert page.locator(".bells").get_attribute("aria-hidden") == "true"
    page.get_by_text("Show as a table").click()
    assert page.locator(".result details tbody tr").count() == 16


def test_missing_data_says_so(open_page, anchor):
    page = open_page(f"index.html#s={anchor}&a=0000000000000000&b=")
    assert "Choose two runs" in page.locator(".compare:visible .result").text_content()


def test_the_scatter_follows_filters_and_leads_to_rows(open_page):
    page = open_page()
    points = page.locator("section.suite:not([hidden]) .point")
    assert points.count() == 14
    page.get_by_role("searchbox").first.fill("badger")
    assert points.count() == 1
    page.get_by_role("searchbox").first.fill("")
    page.locator('section.suite:not([hidden]) .point[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.dataset.run")
    assert page.locator(".tip:visible").text_content()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('tr').dataset.run") == focused
    page.get_by_label("Vertical axis").first.select_option("eff")
    assert points.count() == 14 and "y=eff" in page.url


def test_the_dashed_line_joins_what_nobody_beats(open_page):
    page = open_page()
    label = page.locator("section.suite:not([hidden]) svg.plot").get_attribute("aria-label")
    lines = (
        board(page)
        .locator("tbody tr[data-run]")
        .evaluate_all(
            "rows => rows.map(row => ['pass', 'speed'].map("
            "column => +row.querySelector('.c-' + column).dataset.v))"
        )
    )
    best = [
        (x, t) for x, t in lines
        if not any(u >= x and v <= t and (u, v) != (x, t) for u, v in lines)
    ]  # fmt: skip
    assert label == f"14 runs, {len(best)} on the front"


def test_data_files_are_plain_json_in_a_call(site):
    for path in site.glob("data/*.js"):
        text = path.read_text()
        assert text.startswith("effbench.receive('") and text.endswith("');\n")
        assert text.isascii() and not set("<>&") & set(text)
        name, body = text[len("effbench.receive('") : -len("');\n")].split("','", 1)
        assert name == path.stem
        assert msgspec.json.decode(body.encode().decode("unicode_escape"))


def test_what_two_runs_ran_on_is_said_where_it_differs(open_page, anchor, folders):
    plain = open_page()
    shown = present(plain)
    keys = [comparability.key_of(read_run(folders[run]).manifest) for run in shown]
    pairs = [(a, b) for a in range(len(shown)) for b in range(len(shown)) if a != b]
    differing = next((a, b) for a, b in pairs if keys[a] != keys[b])
    same = next((a, b) for a, b in pairs if keys[a] == keys[b])
    page = open_pair(open_page, anchor, *(shown[place] for place in differing))
    said = page.locator(".compare:visible .machines")
    expected = comparability.differences(*(keys[place] for place in differing))
    parts = ", ".join(each.part for each in expected)
    assert said.locator("p").text_content() == f"A and B used different: {parts}"
    assert said.locator("td").all_text_contents() == [
        end for each in expected for end in (each.a, each.b)
    ]
    page = open_pair(open_page, anchor, *(shown[place] for place in same))
    text = page.locator(".compare:visible .machines").text_content()
    assert "the same kind of machine" in text
    said = plain.locator("section.suite:visible .environments").text_content()
    kinds = comparability.varying(keys)["CPU"]
    assert said.startswith(f"The runs used different machines or software: CPU ({kinds} kinds)")
