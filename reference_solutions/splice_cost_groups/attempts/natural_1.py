# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int:
    pieces = {}
    for v, c in zip(lengths, counts):
        pieces[v] = pieces.get(v, 0) + c
    stock = sorted(pieces.items())
    total = sum(counts)
    if total == 1:
        return 0

    # two queues of [length, count], both ascending: the stock and the spliced pieces
    sv = [v for v, _ in stock]
    sc = [c for _, c in stock]
    mv = []
    mc = []
    i = 0
    h = 0
    cost = 0

    def take(need):
        # total length of the `need` shortest pieces, which leave the queues
        nonlocal i, h
        s = 0
        while need:
            if h == len(mv) or (i < len(sv) and sv[i] <= mv[h]):
                c = min(need, sc[i])
                s += c * sv[i]
                sc[i] -= c
                if sc[i] == 0:
                    i += 1
            else:
                c = min(need, mc[h])
                s += c * mv[h]
                mc[h] -= c
                if mc[h] == 0:
                    h += 1
            need -= c
        return s

    def put(v, c):
        if len(mv) > h and mv[-1] == v:
            mc[-1] += c
        else:
            mv.append(v)
            mc.append(c)

    odd = (total - 1) % (arms - 1)
    if odd:
        # only the first splice takes fewer pieces than the machine has arms
        s = take(odd + 1)
        cost += s
        total -= odd
        put(s, 1)
    while total > 1:
        if h == len(mv) or (i < len(sv) and sv[i] <= mv[h]):
            v = sv[i]
            q = sc[i] // arms
            if q:
                sc[i] -= q * arms
                if sc[i] == 0:
                    i += 1
        else:
            v = mv[h]
            q = mc[h] // arms
            if q:
                mc[h] -= q * arms
                if mc[h] == 0:
                    h += 1
        if q:
            s = v * arms
        else:
            q = 1
            s = take(arms)
        put(s, q)
        cost += s * q
        total -= q * (arms - 1)
    return cost
