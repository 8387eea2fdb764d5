"""Reading the table as a reader sees it."""

import time


def soon(found, *arguments, equals, seconds=15):
    """Is `found(*arguments)` `equals` before long? The address's change is heard a moment later."""
    end = time.monotonic() + seconds
    while (value := found(*arguments)) != equals and time.monotonic() < end:
        time.sleep(0.02)
    return value == equals


def n_shown(page):
    return len(shown(page))


def board(page):
    return page.locator("section.suite:not([hidden]) table.ranks")


def shown(page):
    """Run ids of the rows in sight, in order."""
    return (
        board(page)
        .locator("tbody tr[data-run]")
        .evaluate_all("rows => rows.filter(row => !row.hidden).map(row => row.dataset.run)")
    )


def present(page):
    return (
        board(page)
        .locator("tbody tr[data-run]")
        .evaluate_all("rows => rows.map(row => row.dataset.run)")
    )


def values(page, column):
    """The sort values of a column's cells, shown rows only, None where there is none."""
    found = (
        board(page)
        .locator(f"tbody tr[data-run]:not([hidden]) .c-{column}")
        .evaluate_all(
            "cells => cells.map(cell => cell.dataset.v === undefined ? null : cell.dataset.v)"
        )
    )
    return [None if value is None else float(value) for value in found]


def heading(page, name):
    return board(page).locator("thead").get_by_role("button", name=name, exact=True)
