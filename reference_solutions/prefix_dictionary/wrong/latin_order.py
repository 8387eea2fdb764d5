# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores the alphabet; fails on: finds in a foreign order."""

MISSING = ""
PROPER = 0


def replay(alphabet: str, log: list[tuple[int, str, int]]) -> list[int | str]:
    box: dict[str, int] = {}
    answers: list[int | str] = []
    for kind, text, number in log:
        if kind == 0:
            box[text] = box.get(text, 0) + number
            answers.append(box[text])
        elif kind == 1:
            answers.append(box.pop(text, 0))
        else:
            found = []
            for word in box:
                if word.startswith(text) and len(word) >= len(text) + PROPER:
                    found.append(word)
            if kind == 2:
                answers.append(sum(box[word] for word in found))
            else:
                answers.append(card(box, found, alphabet, number))
    return answers


def card(box: dict[str, int], found: list[str], alphabet: str, number: int) -> str:
    found.sort()
    for word in found:
        number -= box[word]
        if number <= 0:
            return word
    return MISSING
