# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Cut every piece out of the text, note which pattern it is, and let each position choose."""

ANCHOR = "begins"
WINNER = "shortest"


def positions_won(text: str, patterns: list[str]) -> list[int]:
    hits: dict[int, list[tuple[int, int]]] = {}
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            for number, pattern in enumerate(patterns):
                if text[start:end] == pattern:
                    position = start if ANCHOR == "begins" else end - 1
                    hits.setdefault(position, []).append((end - start, number))
    choose = min if WINNER == "shortest" else max
    winners = [choose(candidates)[1] for candidates in hits.values()]
    return [winners.count(number) for number in range(len(patterns))]
