# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import re

_RUNS = {ch: re.compile(ch + "+") for ch in "abcdefghijklmnopqrstuvwxyz"}


def _solve(w, c):
    """(start of a least rotation, number of least rotations); c is the least letter of w"""
    n = len(w)
    q = n - len(w.lstrip(c))
    if q == n:
        return 0, n
    if w[0] != c:
        s = w.find(c)
    elif w[-1] != c:
        s = 0
    else:
        s = w.find(c, q)
    if s:
        w = w[s:] + w[:s]
    # w starts with c and ends with another letter; cut it at the longest runs of c
    run = max(_RUNS[c].findall(w))
    p = w.find(run)
    if p:
        w = w[p:] + w[:p]
        s += p
    parts = w.split(run)
    del parts[0]
    m = len(parts)
    if m == 1:
        return s % n, 1
    order = sorted(set(parts))
    if len(order) == 1:
        return s % n, m
    rank = {x: chr(97 + i) for i, x in enumerate(order)}
    j, reps = _solve("".join([rank[x] for x in parts]), "a")
    off = j * len(run) + sum(map(len, parts[:j]))
    return (s + off) % n, reps


def least_rotations(words: list[str], alphabet: str) -> list[int]:
    if not words:
        return []
    order = "".join(sorted(alphabet))
    if order == alphabet:
        ws = words
    else:
        table = bytes.maketrans(alphabet.encode(), order.encode())
        ws = "\n".join(words).encode().translate(table).decode().split("\n")

    def one(w):
        for c in order:
            if c in w:
                break
        p = w.find(c)
        if w.find(c, p + 1) < 0:
            return p
        n = len(w)
        if n <= 48:
            d = w + w
            at = [i for i, ch in enumerate(w) if ch == c]
            rots = [d[i:i + n] for i in at]
            return at[rots.index(min(rots))]
        a, reps = _solve(w, c)
        return a % (n // reps)

    distinct = set(ws)
    if len(distinct) * 4 < len(ws) * 3:
        known = {w: one(w) for w in distinct}
        return list(map(known.__getitem__, ws))
    return list(map(one, ws))
