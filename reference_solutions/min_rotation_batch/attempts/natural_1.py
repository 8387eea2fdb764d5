# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def _least(s):
    n = len(s)
    t = s + s
    i = 0
    j = 1
    k = 0
    while i < n and j < n and k < n:
        a = t[i + k]
        b = t[j + k]
        if a == b:
            k += 1
            continue
        if a > b:
            i += k + 1
        else:
            j += k + 1
        if i == j:
            j += 1
        k = 0
    return min(i, j)


def least_rotations(words: list[str], alphabet: str) -> list[int]:
    table = {ord(ch): chr(97 + i) for i, ch in enumerate(alphabet)}
    return [_least(w.translate(table)) for w in words]
