# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def shortest_edit(old: list[str], new: list[str]) -> tuple[list[int], list[int]]:
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]

    # Numbers compare faster than lines.
    numbers = {}
    a = [numbers.setdefault(line, len(numbers)) for line in old]
    b = [numbers.setdefault(line, len(numbers)) for line in new]

    # Leave out the common beginning and end.
    skip = 0
    while skip < len(a) and skip < len(b) and a[skip] == b[skip]:
        skip += 1
    n, m = len(a), len(b)
    while n > skip and m > skip and a[n - 1] == b[m - 1]:
        n -= 1
        m -= 1
    a = a[skip:n]
    b = b[skip:m]
    n, m = len(a), len(b)

    # Myers' greedy algorithm. After d edits, reach[j] is the furthest x on the
    # diagonal x - y = 2 * j - d.
    trace = []
    reach = []
    d = 0
    while True:
        current = []
        for j in range(d + 1):
            if d == 0:
                x = 0
            elif j == 0 or (j < d and reach[j - 1] < reach[j]):
                x = reach[j]
            else:
                x = reach[j - 1] + 1
            y = x - (2 * j - d)
            while x < n and y < m and a[x] == b[y]:
                x += 1
                y += 1
            current.append(x)
            if x == n and y == m:
                break
        else:
            trace.append(current)
            reach = current
            d += 1
            continue
        break

    removed = []
    added = []
    while d > 0:
        reach = trace[d - 1]
        if j == 0 or (j < d and reach[j - 1] < reach[j]):
            x = reach[j]
            y = x - (2 * j - d)
            added.append(skip + y - 1)
        else:
            removed.append(skip + reach[j - 1])
            j -= 1
        d -= 1
    removed.reverse()
    added.reverse()
    return removed, added
