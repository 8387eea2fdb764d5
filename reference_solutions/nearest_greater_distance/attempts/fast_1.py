# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def nearest_higher(heights: list[int]) -> list[int]:
    n = len(heights)
    top = max(heights)
    s = heights.index(top)
    # cut the ring at a highest tower: it bounds every walk on both sides
    a = heights[s:] + heights[:s]
    a.append(top)
    res = [1] * (n + 1)
    res[0] = 2 * n + 2
    stack = [0]
    push = stack.append
    pop = stack.pop
    t = top
    i = 0
    it = iter(a)
    next(it)
    for h in it:
        i += 1
        if h < t:
            pass
        elif h > t:
            pop()
            res[i - 1] = 1
            j = stack[-1]
            t = a[j]
            while t < h:
                d = i - j
                if d < res[j]:
                    res[j] = d
                pop()
                j = stack[-1]
                t = a[j]
            if t > h:
                res[i] = i - j
            else:
                res[i] = i - j + res[j]
        else:
            res[i] = 1 + res[i - 1]
        push(i)
        t = h
    out = res[n - s:n] + res[:n - s]
    i = s
    index = heights.index
    try:
        while True:
            out[i] = -1
            i = index(top, i + 1)
    except ValueError:
        pass
    return out
