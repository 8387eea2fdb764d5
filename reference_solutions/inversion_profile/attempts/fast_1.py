# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def overtop_profile(values: list[int], d: int) -> tuple[int, int, int]:
    n = len(values)
    # sort by the float value first (fast comparisons), then repair the ties
    order = sorted(range(n), key=list(map(float, values)).__getitem__)
    order.sort(key=values.__getitem__)
    sv = list(map(values.__getitem__, order))

    # positions with a value below the threshold: a bit set in blocks of 2048
    blocks = (n >> 11) + 1
    bits = [0] * blocks
    cnt = [0] * blocks
    score = [0] * n
    p = 0
    nxt = sv[0]
    for i, v in zip(order, sv):
        v -= d
        while nxt < v:
            j = order[p]
            b = j >> 11
            bits[b] |= 1 << (j & 2047)
            cnt[b] += 1
            p += 1
            nxt = sv[p]
        if p:
            b = i >> 11
            score[i] = sum(cnt[b + 1:]) + (bits[b] >> (i & 2047)).bit_count()
    best = max(score)
    score.reverse()
    return sum(score), best, n - 1 - score.index(best)
