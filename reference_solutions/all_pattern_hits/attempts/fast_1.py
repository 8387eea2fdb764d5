# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import gc


def _bordered(p):
    m = len(p)
    if m == 1:
        return False
    c0 = p[0]
    if c0 == p[-1]:
        return True
    if p.find(c0, 1) < 0:
        return False
    pi = [0] * m
    k = 0
    for i in range(1, m):
        c = p[i]
        while k and p[k] != c:
            k = pi[k - 1]
        if p[k] == c:
            k += 1
        pi[i] = k
    return k > 0


def _automaton(text, pats):
    """Occurrences (overlapping) of each of the sorted, prefix-free patterns."""
    letters = sorted(set(''.join(pats)))
    q = len(letters)
    tb = bytearray([q]) * 256
    for k, ch in enumerate(letters):
        tb[ord(ch)] = k
    tb = bytes(tb)
    bs = text.encode().translate(tb)
    P = [p.encode().translate(tb) for p in pats]
    L = [len(p) for p in P]
    K = len(P)
    C = q + 1
    root = []
    root.extend([root] * (q + 1))
    root.append(0)

    starts = {0: [(0, -1)]}
    stack = [(0, 0)]                    # (lcp, pattern)
    prev = P[0]
    for i in range(1, K):
        p = P[i]
        l = 0
        for x, y in zip(prev, p):
            if x != y:
                break
            l += 1
        while stack and stack[-1][0] >= l:
            stack.pop()
        j = stack[-1][1] if l else -1
        stack.append((l, i))
        st = starts.get(l)
        if st is None:
            starts[l] = [(i, j)]
        else:
            st.append((i, j))
        prev = p

    cur = [root] * K
    act = []
    nodes = []
    fails = []
    napp = nodes.append
    fapp = fails.append
    for d in range(max(L)):
        st = starts.get(d)
        if st is not None:
            for i, j in st:
                if j >= 0:
                    cur[i] = cur[j]
                act.append(i)
        k0 = len(nodes)
        d1 = d + 1
        done = False
        for i in act:
            row = cur[i]
            c = P[i][d]
            fapp(row[c])
            new = []
            napp(new)
            row[c] = cur[i] = new
            if L[i] == d1:
                done = True
        for x in range(k0, len(nodes)):
            nodes[x].extend(fails[x])
        if done:
            act = [i for i in act if L[i] > d1]

    row = root
    for c in bs:
        row = row[c]
        row[C] += 1

    for x in range(len(nodes) - 1, -1, -1):
        v = nodes[x][C]
        if v:
            fails[x][C] += v
    return [r[C] for r in cur]


def positions_won(text: str, patterns: list[str]) -> list[int]:
    n = len(text)
    res = [0] * len(patterns)
    if not n:
        return res
    # A pattern with another pattern as a prefix never wins; the rest is
    # prefix-free, so it wins exactly where it occurs.
    kept = []
    last = None
    T = 0
    for i in sorted(range(len(patterns)), key=patterns.__getitem__):
        p = patterns[i]
        if last is not None and p.startswith(last):
            continue
        last = p
        m = len(p)
        if m == 1:
            res[i] = text.count(p)
        elif m <= n:
            kept.append(i)
            T += m
    K = len(kept)
    if not K:
        return res
    budget = n * 45 + T * 500 + 50000
    if K * (n * 1.5 + 300) < budget:
        rest = None
        count = text.count
        find = text.find
        for at, i in enumerate(kept):
            p = patterns[i]
            c = count(p)
            if c and _bordered(p):
                cost = 2 * len(p) + 250
                c = 0
                j = find(p)
                while j >= 0:
                    c += 1
                    budget -= cost
                    if budget < 0:
                        break
                    j = find(p, j + 1)
                if budget < 0:
                    rest = kept[at:]
                    break
            res[i] = c
        if rest is None:
            return res
        kept = rest
    on = gc.isenabled()
    gc.disable()
    try:
        for i, c in zip(kept, _automaton(text, [patterns[i] for i in kept])):
            res[i] = c
    finally:
        if on:
            gc.enable()
    return res
