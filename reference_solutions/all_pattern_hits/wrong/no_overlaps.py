# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads overlaps, goes on behind each occurrence; fails on: patterns that overlap themselves."""

ANCHOR = "begins"
WINNER = "shortest"


def positions_won(text, patterns):
    best = {}
    order = sorted(
        range(len(patterns)), key=lambda i: len(patterns[i]), reverse=WINNER == "shortest"
    )
    for i in order:
        at = text.find(patterns[i])
        while at >= 0:
            best[at if ANCHOR == "begins" else at + len(patterns[i]) - 1] = i
            at = text.find(patterns[i], at + len(patterns[i]))
    won = [0] * len(patterns)
    for i in best.values():
        won[i] += 1
    return won
