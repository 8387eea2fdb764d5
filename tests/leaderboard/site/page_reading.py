"""Read the table as it is displayed."""

import time


def soon(found, *arguments, equals, seconds=15):
    """Wait until `found(*arguments)` is `equals`, as the page reacts late. False on a timeout."""
    end = time.monotonic() + seconds
    while (value := found(*arguments)) != equals and time.monotonic() < end:
        time.sleep(0.02)
    return value == equals


def n_shown(page):
    return len(shown(page))


def board(page):
    return page.locator("section.suite:not([hidden]) table.ranks")


def shown(page):
    """The run ids of the visible rows, in order."""
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
    """The sort values of a column's cells in the visible rows; None for a cell without one."""
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
