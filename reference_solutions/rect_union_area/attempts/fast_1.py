# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def covered_area(girth: int, posters: list[tuple[int, int, int, int]]) -> int:
    ps = [p for p in set(posters) if p[0] != p[1] and p[2] != p[3]]
    if not ps:
        return 0
    ys = {p[2] for p in ps}
    ys.update([p[3] for p in ps])
    ys = sorted(ys)
    m = len(ys) - 1
    N = 1 << (m + 1).bit_length()                  # room for a free leaf on both sides
    at = dict(zip(ys, range(N, N + m + 1)))
    ln = [0] * (2 * N)
    ln[N + 1:N + 1 + m] = [b - a for a, b in zip(ys, ys[1:])]
    for i in range(N - 1, 0, -1):
        ln[i] = ln[2 * i] + ln[2 * i + 1]
    cnt = [0] * (2 * N)
    cov = [0] * (4 * N)

    ev = []
    push = ev.append
    L = []
    R = []
    i = 0
    for left, right, low, high in ps:
        L.append(at[low])
        R.append(at[high] + 1)
        if left < right:
            push(left << 17 | i)
            push(right << 17 | 65536 | i)
        else:
            push(left << 17 | i)
            if right:
                push(i)
                push(right << 17 | 65536 | i)
        i += 1
    ev.sort()

    area = 0
    last = 0
    for e in ev:
        x = e >> 17
        if x != last:
            area += cov[1] * (x - last)
            last = x
        i = e & 65535
        a = L[i]
        b = R[i]
        h = range((a ^ b).bit_length() - 1)
        D = 0
        E = 0
        if e & 65536:
            for _ in h:
                if not a & 1:
                    s = a + 1
                    c = cnt[s] - 1
                    cnt[s] = c
                    if not c:
                        c = cov[s + s] + cov[s + s + 1]
                        D += c - ln[s]
                        cov[s] = c
                a >>= 1
                if D:
                    if cnt[a]:
                        D = 0
                    else:
                        cov[a] += D
            for _ in h:
                if b & 1:
                    s = b - 1
                    c = cnt[s] - 1
                    cnt[s] = c
                    if not c:
                        c = cov[s + s] + cov[s + s + 1]
                        E += c - ln[s]
                        cov[s] = c
                b >>= 1
                if E:
                    if cnt[b]:
                        E = 0
                    else:
                        cov[b] += E
        else:
            for _ in h:
                if not a & 1:
                    s = a + 1
                    c = cnt[s]
                    cnt[s] = c + 1
                    if not c:
                        c = ln[s]
                        D += c - cov[s]
                        cov[s] = c
                a >>= 1
                if D:
                    if cnt[a]:
                        D = 0
                    else:
                        cov[a] += D
            for _ in h:
                if b & 1:
                    s = b - 1
                    c = cnt[s]
                    cnt[s] = c + 1
                    if not c:
                        c = ln[s]
                        E += c - cov[s]
                        cov[s] = c
                b >>= 1
                if E:
                    if cnt[b]:
                        E = 0
                    else:
                        cov[b] += E
        D += E
        if D:
            a >>= 1
            while a and not cnt[a]:
                cov[a] += D
                a >>= 1
    return area + cov[1] * (girth - last)
