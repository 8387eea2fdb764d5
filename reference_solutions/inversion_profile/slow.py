# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Compare every position with every other one on its side. O(n^2)."""

SIDE = "later"
STRICT = True
TIE = "last"


def overtop_profile(values: list[int], d: int) -> tuple[int, int, int]:
    scores = []
    for i, value in enumerate(values):
        score = 0
        for other in values[i + 1 :] if SIDE == "later" else values[:i]:
            if value - other > d or (not STRICT and value - other == d):
                score += 1
        scores.append(score)
    most = max(scores)
    places = [i for i, score in enumerate(scores) if score == most]
    return sum(scores), most, places[0] if TIE == "first" else places[-1]
