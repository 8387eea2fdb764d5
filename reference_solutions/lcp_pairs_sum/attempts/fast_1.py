# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def bond_worth(words: list[str], least: int) -> int:
    lo = least if least > 1 else 1
    ws = [w[::-1] for w in words if len(w) >= lo]
    if len(ws) < 2:
        return 0
    ws.sort()
    from_bytes = int.from_bytes
    it = iter(ws)
    w = next(it)
    A = from_bytes(w.encode(), "little")
    la = len(w)
    vs = []
    cs = []
    cur = 0
    total = 0
    for w in it:
        W = from_bytes(w.encode(), "little")
        lw = len(w)
        x = A ^ W
        if x:
            l = ((x & -x).bit_length() - 1) >> 3
            if l > la:
                l = la
            if l > lw:
                l = lw
        else:
            l = lw
        A = W
        la = lw
        if l < lo:
            if vs:
                vs.clear()
                cs.clear()
                cur = 0
            continue
        f = l * l
        c = 1
        while vs and vs[-1] >= f:
            k = cs.pop()
            cur -= vs.pop() * k
            c += k
        vs.append(f)
        cs.append(c)
        cur += f * c
        total += cur
    return total % 998244353
