# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left, bisect_right

MOD = 1_000_000_007


def replay(length: int, log: list[tuple[int, ...]]) -> list[int]:
    points = {0, length}
    for entry in log:
        if entry[0] == 0:
            points.add(entry[1])
            points.add(entry[2])
    coords = sorted(points)
    index = {c: i for i, c in enumerate(coords)}
    m = len(coords)
    tree = [0] * (m + 1)

    starts = [0]          # starts of the segments, ascending, neighbours differ in colour
    colour = {0: 0}       # start -> colour
    weight = {0: 0}       # start -> colour * length mod MOD (what is in the tree)

    def add(start, delta):
        i = index[start] + 1
        while i <= m:
            tree[i] += delta
            i += i & -i

    def prefix(i):
        s = 0
        while i:
            s += tree[i]
            i &= i - 1
        return s

    def end_of(i):
        return starts[i + 1] if i + 1 < len(starts) else length

    def set_weight(start, w):
        old = weight.get(start, 0)
        if w != old:
            add(start, w - old)
        weight[start] = w

    def split(x):
        if x == length or x in colour:
            return
        i = bisect_right(starts, x) - 1
        s = starts[i]
        e = end_of(i)
        c = colour[s]
        starts.insert(i + 1, x)
        colour[x] = c
        set_weight(s, c * (x - s) % MOD)
        set_weight(x, c * (e - x) % MOD)

    def sum_below(x):
        if x == 0:
            return 0
        i = bisect_right(starts, x) - 1
        s = starts[i]
        return prefix(index[s]) + colour[s] * (x - s)

    answers = []
    for entry in log:
        kind = entry[0]
        if kind == 0:
            _, left, right, c = entry
            if left == right:
                continue
            split(left)
            split(right)
            i = bisect_left(starts, left)
            j = bisect_left(starts, right)
            # merge with equal neighbours
            if i > 0 and colour[starts[i - 1]] == c:
                i -= 1
            if j < len(starts) and colour[starts[j]] == c:
                j += 1
            begin = starts[i]
            end = starts[j] if j < len(starts) else length
            for s in starts[i:j]:
                if s != begin:
                    set_weight(s, 0)
                    del weight[s]
                    del colour[s]
            starts[i:j] = [begin]
            colour[begin] = c
            set_weight(begin, c * (end - begin) % MOD)
        elif kind == 1:
            _, left, right = entry
            if left == right:
                answers.append(0)
            else:
                answers.append((sum_below(right) - sum_below(left)) % MOD)
        else:
            i = bisect_right(starts, entry[1]) - 1
            answers.append(end_of(i) - starts[i])
    return answers
