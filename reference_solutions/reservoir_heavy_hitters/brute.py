# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Compare every view with every other one, and order the hot pages by exchanging neighbours."""

from fractions import Fraction

STRICT = "more"
TIE = "smaller"
ENDIAN = "little"


def hot_pages(stream: bytes, k: int) -> list[tuple[int, int]]:
    pages = []
    for at in range(0, len(stream), 4):
        digits = list(stream[at : at + 4])
        if ENDIAN == "little":
            digits.reverse()
        page = 0
        for digit in digits:
            page = page * 256 + digit
        pages.append(page)
    hot: list[tuple[int, int]] = []
    for page in pages:
        count = sum(other == page for other in pages)
        share = Fraction(count, len(pages))
        hits = share > Fraction(1, k) if STRICT == "more" else share >= Fraction(1, k)
        if hits and (page, count) not in hot:
            hot.append((page, count))
    for _ in hot:
        for i in range(len(hot) - 1):
            (one, often), (other, seldom) = hot[i], hot[i + 1]
            wrong_tie = (one > other) == (TIE == "smaller")
            if often < seldom or (often == seldom and wrong_tie):
                hot[i], hot[i + 1] = hot[i + 1], hot[i]
    return hot
