"""Sort, search, filter, columns, permalinks, the back button."""

import re

import pytest
from page_reading import board, heading, n_shown, present, shown, soon, values

from benchmarks._synthetic_runs import write_runs
from effbench.leaderboard import ranking
from effbench.leaderboard.reading import read_runs


def test_opens_from_disk_without_other_requests_or_errors(open_page):
    page = open_page()
    assert page.url.startswith("file://")
    assert page.title() == "effbench leaderboard"
    assert len(shown(page)) == 14
    assert board(page).locator("[aria-sort]").count() == 1


COLUMNS = {
    "Rank": "rank", "eff@1": "eff", "pass@1": "pass", "Time on passed": "speed",
    "Memory": "memory", "Answers": "mix",
}  # fmt: skip


def test_sorts_by_every_column_both_ways_and_loses_no_row(open_page):
    page = open_page()
    everyone = sorted(present(page))
    for name, column in COLUMNS.items():
        heading(page, name).click()
        first = values(page, column)
        assert sorted(present(page)) == everyone
        heading(page, name).click()
        second = values(page, column)
        assert sorted(present(page)) == everyone
        known = [value for value in first if value is not None]
        assert known in (sorted(known), sorted(known, reverse=True))
        assert [value for value in second if value is not None] == known[::-1] or len(
            set(known)
        ) < len(known)
        assert first[len(known) :] == [None] * (len(first) - len(known))
        assert second[len(known) :] == [None] * (len(first) - len(known))
    heading(page, "Model").click()
    labels = board(page).locator("tbody th a").all_text_contents()
    assert sorted(present(page)) == everyone
    natural = [re.sub(r"(\d+)", lambda m: m[1].zfill(9), label).lower() for label in labels]
    letters = [label for label in natural if label[0].isalpha()]
    assert letters == sorted(letters)


def test_the_heading_says_how_it_is_sorted(open_page):
    page = open_page()
    cell = board(page).locator("thead th.c-eff")
    heading(page, "eff@1").click()
    assert cell.get_attribute("aria-sort") == "descending"
    page.keyboard.press("Enter")  # the button has the focus
    assert cell.get_attribute("aria-sort") == "ascending"


def test_search_finds_by_model_machine_and_tag(open_page):
    page = open_page()
    search = page.get_by_role("searchbox").first
    search.fill("badger")
    assert len(shown(page)) == 1
    assert "1 of 14 runs" in page.locator(".count").first.text_content()
    search.fill("another synthetic")
    assert 0 < len(shown(page)) < 14
    search.fill("no such model")
    assert shown(page) == []
    assert "No run matches" in board(page).text_content()
    search.fill("")
    assert len(shown(page)) == 14
    assert sorted(present(page)) == sorted(shown(page))


def test_every_filter_value_keeps_the_rows_that_it_counts(open_page):
    page = open_page()
    page.get_by_role("button", name="Filters").first.click()
    chips = page.locator("section.suite:not([hidden]) .chip")
    assert chips.count() >= 8
    for i in range(chips.count()):
        chip = chips.nth(i)
        expected = int(chip.locator("span").text_content())
        chip.click()
        assert chip.get_attribute("aria-pressed") == "true"
        assert len(shown(page)) == expected > 0
        chip.click()
        assert len(shown(page)) == 14


def test_filters_of_one_kind_add_up_and_kinds_narrow(open_page):
    page = open_page()
    page.get_by_role("button", name="Filters").first.click()
    sizes = page.locator('section.suite:not([hidden]) [data-facet="size"]')
    for i in range(sizes.count()):
        sizes.nth(i).click()
    assert len(shown(page)) == 14
    page.locator('section.suite:not([hidden]) [data-facet="tag"]').first.click()
    assert 0 < len(shown(page)) < 14
    page.get_by_role("button", name="Reset").first.click()
    assert len(shown(page)) == 14


def test_column_picker_hides_and_shows_and_is_remembered(open_page):
    page = open_page()
    assert not board(page).locator("th.c-tier").is_visible()
    page.locator("section.suite:not([hidden]) .columns summary").click()
    page.get_by_label("Tier").first.check()
    page.get_by_label("Machine", exact=True).first.uncheck()
    assert board(page).locator("th.c-tier").is_visible()
    assert not board(page).locator("td.c-machine").first.is_visible()
    again = open_page(page.url.split("/site/")[-1])
    assert board(again).locator("th.c-tier").is_visible()
    assert not board(again).locator("th.c-machine").is_visible()


def test_either_interval_is_chosen_and_remembered(open_page, anchor):
    page = open_page()
    ends = [board(page).locator(f"td.c-eff .ci.{kind}").first for kind in ("new", "these")]
    assert [end.is_visible() for end in ends] == [True, False]
    cross = page.locator("section.suite:not([hidden]) .cross").first
    before = cross.get_attribute("d")
    page.get_by_label("Intervals").first.select_option("these")
    assert "ci=these" in page.url
    assert [end.is_visible() for end in ends] == [False, True]
    assert cross.get_attribute("d") != before
    cell = board(page).locator("td.c-eff").first
    low, high = ends[1].text_content().strip("[]").split(", ")
    assert float(low) == pytest.approx(
        float(cell.get_attribute("data-flo")), abs=5.1e-3
    )  # two decimals are shown
    assert float(high) == pytest.approx(
        float(cell.get_attribute("data-fhi")), abs=5.1e-3
    )  # two decimals are shown
    again = open_page(page.url.split("/site/")[-1])
    assert board(again).locator("td.c-eff .ci.these").first.is_visible()
    without = open_page(java_script_enabled=False)
    for kind in ("new", "these"):
        assert board(without).locator(f"td.c-eff .ci.{kind}").first.is_visible()


def test_a_model_that_was_trained_on_the_suite_says_so(open_page):
    page = open_page()
    row = board(page).locator("tbody tr[data-run]").filter(has_text="trained on the suite")
    assert row.count() == 1
    assert row.locator(".rank").text_content() == "–"


def test_permalink_round_trip(open_page, anchor):
    page = open_page()
    heading(page, "Memory").click()
    page.get_by_role("searchbox").first.fill("b")
    page.get_by_role("button", name="Filters").first.click()
    page.locator('section.suite:not([hidden]) [data-facet="weights"]').first.click()
    assert f"s={anchor}" in page.url and "sort=memory" in page.url
    again = open_page(page.url.split("/site/")[-1])
    assert shown(again) == shown(page)
    assert present(again) == present(page)
    assert again.get_by_role("searchbox").first.input_value() == "b"
    assert again.locator('.chip[aria-pressed="true"]').count() == 1


def test_back_and_forward(open_page):
    page = open_page()
    start = present(page)
    heading(page, "pass@1").click()
    by_pass = present(page)
    heading(page, "Memory").click()
    assert present(page) != by_pass
    page.go_back()
    page.wait_for_url(re.compile("sort=pass"))
    assert soon(present, page, equals=by_pass)
    page.go_back()
    page.wait_for_url(re.compile(r"index\.html$"))
    assert soon(present, page, equals=start)
    page.go_forward()
    page.wait_for_url(re.compile("sort=pass"))
    assert soon(present, page, equals=by_pass)


@pytest.mark.parametrize(
    "hash_", ["s=nope&sort=nope:up&size=%zz&cols=none&y=q&mark=tag", "=&&==", "sort", "q=%E0%A4%A"]
)
def test_a_broken_address_still_shows_the_table(open_page, hash_):
    page = open_page(f"index.html#{hash_}")
    assert len(present(page)) == 14


def test_views_are_links(open_page):
    page = open_page()
    page.get_by_role("link", name="correctness", exact=True).first.click()
    board(page).locator("th.c-speed").wait_for(state="hidden")
    passes = values(page, "pass")
    assert passes == sorted(passes, reverse=True)
    page.get_by_role("link", name="re-timed only").first.click()
    assert soon(shown, page, equals=[])
    assert "No run matches" in board(page).text_content()
    page.get_by_role("link", name="everything").first.click()
    assert soon(n_shown, page, equals=14) and board(page).locator("th.c-speed").is_visible()


def test_suites_are_shown_one_at_a_time(open_page):
    page = open_page()
    links = page.locator("nav.suites a")
    assert links.count() == 2
    links.nth(1).click()
    assert soon(n_shown, page, equals=3)
    page.get_by_role("link", name="Compare", exact=True).click()
    assert soon(n_shown, page, equals=3)  # an anchor does not change the filters
    page.go_back()
    assert page.locator("section.suite:not([hidden])").count() == 1
    page.go_back()
    assert soon(n_shown, page, equals=14)


def test_ranks_are_those_of_python(open_page, site):
    page = open_page()
    runs = [run for run in read_runs(sorted((site.parent / "a").iterdir()))]
    expected = {run_id: str(found) for run_id, found in ranking.rank(runs).ranges.items()}
    on_page = (
        board(page)
        .locator("tbody tr[data-run]")
        .evaluate_all(
            "rows => rows.map(row => [row.dataset.run, row.querySelector('.rank').textContent])"
        )
    )
    assert {run.id for run in runs} == {run_id for run_id, _ in on_page}
    assert {run_id: text for run_id, text in on_page if text != "–"} == expected


def test_the_generator_follows_its_seed(tmp_path):
    one, two = write_runs(tmp_path / "1", 2, 3, seed=9), write_runs(tmp_path / "2", 2, 3, seed=9)
    for a, b in zip(one, two, strict=True):
        assert (a / "summary.json").read_bytes() == (b / "summary.json").read_bytes()
