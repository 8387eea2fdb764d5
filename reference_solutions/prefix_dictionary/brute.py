# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The cards themselves, in a row that is put in order letter by letter. For few cards."""

from functools import cmp_to_key

MISSING = ""
PROPER = 0


def replay(alphabet: str, log: list[tuple[int, str, int]]) -> list[int | str]:
    def compare(first: str, second: str) -> int:
        for a, b in zip(first, second, strict=False):
            if a != b:
                return alphabet.find(a) - alphabet.find(b)
        return len(first) - len(second)

    row: list[str] = []
    answers: list[int | str] = []
    for kind, text, number in log:
        if kind == 0:
            row = sorted(row + [text] * number, key=cmp_to_key(compare))
            answers.append(row.count(text))
        elif kind == 1:
            answers.append(row.count(text))
            row = [word for word in row if word != text]
        else:
            some = [word for word in row if word[: len(text)] == text]
            if PROPER:
                some = [word for word in some if word != text]
            if kind == 2:
                answers.append(len(some))
            else:
                answers.append(some[number - 1] if number <= len(some) else MISSING)
    return answers
