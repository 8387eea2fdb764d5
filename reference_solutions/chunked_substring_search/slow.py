# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One byte after another through the automaton of Knuth, Morris and Pratt."""


def search(pieces: list[bytes], order: list[int], pattern: bytes) -> tuple[int, int, int]:
    failure = [0]
    for byte in pattern[1:]:
        length = failure[-1]
        while length and pattern[length] != byte:
            length = failure[length - 1]
        failure.append(length + 1 if pattern[length] == byte else 0)
    hits = positions = crossing = 0
    position = matched = 0
    for index in order:
        for place, byte in enumerate(pieces[index]):
            if matched == len(pattern):
                matched = failure[-1]
            while matched and pattern[matched] != byte:
                matched = failure[matched - 1]
            if pattern[matched] == byte:
                matched += 1
            position += 1
            if matched == len(pattern):
                hits += 1
                positions += position - len(pattern)
                if place + 1 < len(pattern):
                    crossing += 1
    return hits, positions, crossing
