# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: scale only (recursion with the default limit); fails on: a long trail."""

SIDES = "product"
MODULUS = 998244353


def watch_paths(n, paths):
    near = [[] for _ in range(n)]
    for i, (a, b) in enumerate(paths):
        near[a].append((b, i))
        near[b].append((a, i))
    order = [0] * n
    values = []

    def visit(v, used):
        order[v] = low = counter[0] = counter[0] + 1
        size = 1
        for w, i in near[v]:
            if i == used:
                continue
            if order[w]:
                low = min(low, order[w])
            else:
                reach, below = visit(w, i)
                if reach > order[v]:
                    cuts.append((i, below))
                low = min(low, reach)
                size += below
        return low, size

    counter = [0]
    for root in range(n):
        if not order[root]:
            cuts = []
            whole = visit(root, -1)[1]
            for i, one in cuts:
                other = whole - one
                value = {"product": one * other, "smaller": min(one, other)}
                values.append((value.get(SIDES, abs(one - other)), -i))
    largest, place = max(values, default=(0, 1))
    return len(values), largest, -place, sum((1 - i) * v for v, i in values) % MODULUS
