# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try all patterns at every position, the preferred lengths first. O(text * patterns)."""

ANCHOR = "begins"
WINNER = "shortest"


def positions_won(text: str, patterns: list[str]) -> list[int]:
    order = sorted(range(len(patterns)), key=lambda i: len(patterns[i]))
    if WINNER == "longest":
        order.reverse()
    won = [0] * len(patterns)
    for position in range(len(text)):
        for i in order:
            start = position if ANCHOR == "begins" else position + 1 - len(patterns[i])
            if start >= 0 and text.startswith(patterns[i], start):
                won[i] += 1
                break
    return won
