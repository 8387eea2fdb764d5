# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from array import array


def fewest_coins(coins: list[tuple[int, int]], amount: int) -> list[int]:
    n = amount + 1
    stock = {}
    for v, c in coins:
        if v > amount or c == 0:
            continue
        cap = amount // v
        if c < 0 or c > cap:
            c = cap
        t = stock.get(v, 0) + c
        stock[v] = cap if t > cap else t
    if not stock:
        return [0] + [-1] * amount
    tail = []
    main = []
    for v in sorted(stock, reverse=True):
        c = stock[v]
        if v <= 8 and c == amount // v:
            tail.append(v)
        else:
            main.append((v, c))

    codes = {8: 'B', 16: 'H', 32: 'I'}
    w = 8
    inf = (1 << (w - 2)) - 1
    ones = int.from_bytes(b'\x01' * n, 'little')
    a = inf * ones - inf
    done = []
    for v, cnt in main:
        done.append((v, cnt))
        # bound on the number of coins that can be used so far
        left = amount
        bound = 0
        for pv, pc in reversed(done):
            k = left // pv
            if k == 0:
                break
            if k > pc:
                k = pc
            bound += k
            left -= k * pv
        if bound >= inf:
            nw = 16 if bound < (1 << 14) - 1 else 32
            ninf = (1 << (nw - 2)) - 1
            if len(done) == 1:
                unit = b'\x01' + b'\x00' * (nw // 8 - 1)
                ones = int.from_bytes(unit * n, 'little')
                a = ninf * ones - ninf
            else:
                arr = array(codes[w], a.to_bytes(n * (w // 8), 'little'))
                arr = array(codes[nw], [ninf if x == inf else x for x in arr])
                a = int.from_bytes(arr.tobytes(), 'little')
                unit = b'\x01' + b'\x00' * (nw // 8 - 1)
                ones = int.from_bytes(unit * n, 'little')
            w = nw
            inf = ninf
        w1 = w - 1
        c = 1
        while cnt > 0:
            if c > cnt:
                c = cnt
            cnt -= c
            sh = v * c * w
            o = ones >> sh
            h = o << w1
            src = a & ((1 << (n * w - sh)) - 1)
            t = ((a >> sh) | h) - (src + o * (c + 1))
            m = t & h
            if not m:
                break
            m1 = m >> w1
            a -= ((t & (m - m1)) + m1) << sh
            c += c

    arr = array(codes[w], a.to_bytes(n * (w // 8), 'little'))
    if not tail:
        return [-1 if x == inf else x for x in arr]
    big = 1 << 29
    d = [big if x == inf else x for x in arr]
    for v in tail:
        if v == 1:
            p = big
            d = [p := (x if x <= p else p + 1) for x in d]
        else:
            for r in range(v):
                p = big
                d[r::v] = [p := (x if x <= p else p + 1) for x in d[r::v]]
    return [-1 if x == big else x for x in d]
