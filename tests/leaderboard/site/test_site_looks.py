"""Dark and light, narrow screens, no JavaScript, screen readers, hostile content."""

import pytest
from hostile_words import HOSTILE_NAME
from nightly import FULL, share_of_this_run
from page_reading import board, present, shown

WIDTHS = "[document.documentElement.scrollWidth, window.innerWidth]"


def pages_of(site):
    return ["index.html", "certificates.html", *(
        str(next(site.glob(f"{folder}/*.html")).relative_to(site)) for folder in ("runs", "tasks")
    )]  # fmt: skip


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_dark_by_the_systems_wish_and_by_the_button(open_page):
    light, dark = open_page(color_scheme="light"), open_page(color_scheme="dark")
    assert background(light) == "rgb(255, 255, 255)" != background(dark)
    light.get_by_role("button", name="Switch to dark colours").click()
    assert background(light) == background(dark)
    light.reload()
    assert background(light) == background(dark)
    dark.get_by_role("button", name="Switch to light colours").click()
    assert background(dark) == "rgb(255, 255, 255)"


def test_no_page_overflows_at_360_pixels(open_page, site, anchor):
    first, second = present(open_page())[:2]
    for path in [*pages_of(site), f"index.html#s={anchor}&a={first}&b={second}"]:
        page = open_page(path, viewport={"width": 360, "height": 780})
        if "&a=" in path:
            page.wait_for_selector(".bells", state="attached")
        inner, outer = page.evaluate(WIDTHS)
        assert inner <= outer, path


def test_readable_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    text = page.locator("main").inner_text()
    assert page.locator("table.ranks").count() == 2
    assert page.locator("table.ranks").first.locator("tbody tr").count() == 14
    assert page.locator("table.ranks th.c-certificate").first.is_visible()
    assert page.locator("noscript").count() == 0 or page.locator("figure img").first.is_visible()
    assert "effbench compare A B" in text and "What the numbers mean" in text
    assert not page.locator(".tools").first.is_visible()
    assert not page.locator("#theme").is_visible()
    page.locator("table.tasks").first.locator("a").first.click()
    assert page.locator("h1").text_content().startswith("task_")


def test_a_task_page_from_the_table(open_page):
    page = open_page()
    page.locator("section.suite:not([hidden]) table.tasks tbody a").first.click()
    assert page.locator("h1").text_content() == "task_000"
    assert page.locator("figure svg.chart .dot").count() > 0
    assert page.locator("pre.code span").count() > 5
    page.get_by_role("link", name="Leaderboard").click()
    page.wait_for_selector("section.suite[hidden]", state="attached")  # its scripts have run
    assert len(shown(page)) == 14


def test_hostile_names_and_code_do_nothing(open_page, anchor):
    page = open_page()
    assert board(page).get_by_role("link", name=HOSTILE_NAME).count() == 1
    run = board(page).locator("tr", has_text=HOSTILE_NAME).get_attribute("data-run")
    page.get_by_role("button", name="Filters").first.click()
    page.locator('.chip[data-facet="tag"]').filter(has_text="svg").first.click()
    assert shown(page) == [run]
    again = open_page(page.url.split("/site/")[-1])
    assert shown(again) == [run]
    page.get_by_role("button", name="Reset").first.click()
    other = next(each for each in present(page) if each != run)
    pair = open_page(f"index.html#s={anchor}&a={run}&b={other}")
    pair.wait_for_selector(".bells", state="attached")
    assert HOSTILE_NAME in pair.locator(".result:visible").first.text_content()
    pair.locator(f'.point[data-run="{run}"]').hover(force=True)
    task = open_page("index.html")
    task.get_by_role("link", name="task_003").first.click()
    assert (
        "</script><script>window.hacked=2</script>" in task.locator("pre.code").first.text_content()
    )
    of_run = open_page(f"runs/{run}.html")
    for each in (page, again, pair, task, of_run):
        assert each.evaluate("window.hacked") is None
        assert each.locator("main img, main b:has-text('CPU')").count() == 0


def test_inline_scripts_and_eval_are_forbidden(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    assert page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.head.append(script);
            return window.hacked === undefined;
        }"""
    )
    page.add_script_tag(url=f"{site.as_uri()}/assets/state.js")  # our own files still load
    blocked = page.evaluate(
        """() => new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) =>
                resolve(event.effectiveDirective));
            new Image().src = "https://example.org/x.png";
        })"""
    )
    assert blocked == "img-src"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(open_page, site, anchor, scheme):
    """Each page in one scheme, another one each day, or in both with EFFBENCH_FULL=1."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    ).Axe()
    first, second = present(open_page())[:2]
    paths = [*pages_of(site), f"index.html#s={anchor}&a={first}&b={second}&weights=open"]
    turn = share_of_this_run().number + (scheme == "dark")
    for path in paths if FULL else paths[turn % 2 :: 2]:
        page = open_page(path, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
        if "&a=" in path:
            page.wait_for_selector(".bells", state="attached")
            page.get_by_text("Show as a table").click()
        found = axe.run(page, options={"preload": False}).response["violations"]
        said = [
            (
                path,
                each["id"],
                each["impact"],
                each["nodes"][0]["html"][:200],
                each["nodes"][0]["failureSummary"][:300],
            )
            for each in found
        ]
        assert not [each for each in said if each[2] in ("serious", "critical")], said


def test_prints_without_controls(open_page):
    page = open_page()
    page.emulate_media(media="print")
    assert not page.locator(".tools").first.is_visible()
    assert not page.locator(".compare").first.is_visible()
    assert board(page).is_visible()
