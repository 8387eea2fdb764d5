# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_right


def replay(length: int, log: list[tuple[int, ...]]) -> list[int]:
    MOD = 1_000_000_007
    points = {0, length}
    for e in log:
        if e[0] == 0:
            points.add(e[1])
            points.add(e[2])
    coords = sorted(points)
    m = len(coords)
    index = dict(zip(coords, range(m)))
    end_mark = m - 1

    # Segments are maximal; a segment is known by the number of its first coordinate.
    colour = [0] * m
    nxt = [0] * m
    colour[end_mark] = -1
    nxt[0] = end_mark

    # A: colour * length of the segments (mod MOD); B, C: sums of 64 and of 4096 of them
    A = [0] * m
    B = [0] * ((m >> 6) + 1)
    C = [0] * ((m >> 12) + 1)

    # which segment starts are in use: words of 512 bits and a summary
    masks = [(2 << i) - 1 for i in range(512)]
    words = [0] * ((m >> 9) + 1)
    words[0] |= 1
    words[end_mark >> 9] |= 1 << (end_mark & 511)
    summary = 1 | (1 << (end_mark >> 9))

    out = []
    emit = out.append
    for e in log:
        kind = e[0]
        if kind == 0:
            _, left, right, c = e
            if left == right:
                continue
            li = index[left]
            ri = index[right]
            # p: the segment with the board `left`
            j = li >> 9
            w = words[j] & masks[li & 511]
            if not w:
                j = (summary & ((1 << j) - 1)).bit_length() - 1
                w = words[j]
            p = (j << 9) + w.bit_length() - 1
            last = colour[p]
            i = nxt[p]
            if p < li:
                if last == c:
                    if i >= ri:
                        continue
                    begin = p
                else:
                    nxt[p] = li
                    v = last * (left - coords[p]) % MOD
                    d = v - A[p]
                    A[p] = v
                    B[p >> 6] += d
                    C[p >> 12] += d
                    j = li >> 9
                    words[j] |= 1 << (li & 511)
                    summary |= 1 << j
                    begin = li
            else:
                begin = li
                if li:
                    q = li - 1
                    j = q >> 9
                    w = words[j] & masks[q & 511]
                    if not w:
                        j = (summary & ((1 << j) - 1)).bit_length() - 1
                        w = words[j]
                    q = (j << 9) + w.bit_length() - 1
                    if colour[q] == c:
                        begin = q
                        # the segment li goes
                        j = li >> 9
                        w = words[j] ^ (1 << (li & 511))
                        words[j] = w
                        if not w:
                            summary ^= 1 << j
                        d = A[li]
                        A[li] = 0
                        B[li >> 6] -= d
                        C[li >> 12] -= d
            # the segments that start inside go
            while i < ri:
                j = i >> 9
                w = words[j] ^ (1 << (i & 511))
                words[j] = w
                if not w:
                    summary ^= 1 << j
                d = A[i]
                A[i] = 0
                B[i >> 6] -= d
                C[i >> 12] -= d
                last = colour[i]
                i = nxt[i]
            if i > ri:
                if last != c:
                    # what is left of the last segment
                    colour[ri] = last
                    nxt[ri] = i
                    v = last * (coords[i] - right) % MOD
                    A[ri] = v
                    B[ri >> 6] += v
                    C[ri >> 12] += v
                    j = ri >> 9
                    words[j] |= 1 << (ri & 511)
                    summary |= 1 << j
                    i = ri
            elif colour[i] == c:
                j = i >> 9
                w = words[j] ^ (1 << (i & 511))
                words[j] = w
                if not w:
                    summary ^= 1 << j
                d = A[i]
                A[i] = 0
                B[i >> 6] -= d
                C[i >> 12] -= d
                i = nxt[i]
            colour[begin] = c
            nxt[begin] = i
            v = c * (coords[i] - coords[begin]) % MOD
            d = v - A[begin]
            A[begin] = v
            B[begin >> 6] += d
            C[begin >> 12] += d
        elif kind == 1:
            _, left, right = e
            if left == right:
                emit(0)
                continue
            s = bisect_right(coords, left) - 1
            j = s >> 9
            w = words[j] & masks[s & 511]
            if not w:
                j = (summary & ((1 << j) - 1)).bit_length() - 1
                w = words[j]
            s = (j << 9) + w.bit_length() - 1
            t = bisect_right(coords, right) - 1
            j = t >> 9
            w = words[j] & masks[t & 511]
            if not w:
                j = (summary & ((1 << j) - 1)).bit_length() - 1
                w = words[j]
            t = (j << 9) + w.bit_length() - 1
            if s == t:
                emit(colour[s] * (right - left) % MOD)
                continue
            res = colour[t] * (right - coords[t]) - colour[s] * (left - coords[s])
            if t - s <= 192:
                res += sum(A[s:t])
            else:
                sb = (s + 63) >> 6
                tb = t >> 6
                res += sum(A[s:sb << 6]) + sum(A[tb << 6:t])
                if tb - sb <= 192:
                    res += sum(B[sb:tb])
                else:
                    sc = (sb + 63) >> 6
                    tc = tb >> 6
                    res += sum(B[sb:sc << 6]) + sum(B[tc << 6:tb]) + sum(C[sc:tc])
            emit(res % MOD)
        else:
            s = bisect_right(coords, e[1]) - 1
            j = s >> 9
            w = words[j] & masks[s & 511]
            if not w:
                j = (summary & ((1 << j) - 1)).bit_length() - 1
                w = words[j]
            s = (j << 9) + w.bit_length() - 1
            emit(coords[nxt[s]] - coords[s])
    return out
