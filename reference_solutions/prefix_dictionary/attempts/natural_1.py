# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left


def replay(alphabet: str, log: list[tuple[int, str, int]]) -> list[int | str]:
    order = str.maketrans(alphabet, "abcdefghijklmnopqrstuvwxyz")
    original = {}
    for kind, text, _ in log:
        if kind == 0 and text not in original:
            original[text] = text.translate(order)
    words = sorted(original.values())
    n = len(words)
    index = {w: i for i, w in enumerate(words)}
    names = [None] * n
    position = {}
    for text, w in original.items():
        i = index[w]
        names[i] = text
        position[text] = i

    tree = [0] * (n + 1)
    cards = [0] * n
    top = 1
    while top * 2 <= n:
        top *= 2

    def add(i, d):
        i += 1
        while i <= n:
            tree[i] += d
            i += i & -i

    def below(i):
        s = 0
        while i > 0:
            s += tree[i]
            i -= i & -i
        return s

    ranges = {}

    def span(prefix):
        r = ranges.get(prefix)
        if r is None:
            p = prefix.translate(order)
            lo = bisect_left(words, p)
            hi = bisect_left(words, p + "{", lo)
            r = ranges[prefix] = (lo, hi)
        return r

    out = []
    for kind, text, number in log:
        if kind == 0:
            i = position[text]
            cards[i] += number
            add(i, number)
            out.append(cards[i])
        elif kind == 1:
            i = position.get(text)
            if i is None:
                out.append(0)
            else:
                c = cards[i]
                if c:
                    cards[i] = 0
                    add(i, -c)
                out.append(c)
        elif kind == 2:
            lo, hi = span(text)
            out.append(below(hi) - below(lo))
        else:
            lo, hi = span(text)
            before = below(lo)
            k = before + number
            if k > below(hi):
                out.append("")
                continue
            p = 0
            step = top
            while step:
                q = p + step
                if q <= n and tree[q] < k:
                    p = q
                    k -= tree[q]
                step >>= 1
            out.append(names[p])
    return out
