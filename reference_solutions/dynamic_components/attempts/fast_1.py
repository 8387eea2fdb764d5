# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def replay_links(n: int, operations: list[tuple[int, int, int]]) -> tuple[int, int]:
    # union by size without compression; a root holds its negative size
    p = [-1] * n
    stack = []
    push = stack.append
    pop = stack.pop
    digest = 0
    groups = n
    for t, a, b in operations:
        if t == 2:
            while a:
                a -= 1
                c = pop()
                if c >= 0:
                    s = pop()
                    p[p[c]] -= s
                    p[c] = s
                    groups += 1
        elif t:
            q = p[a]
            while q >= 0:
                a = q
                q = p[a]
            r = p[b]
            while r >= 0:
                b = r
                r = p[b]
            if a == b:
                digest = (digest * 31 - q) % 998244353
            else:
                digest = digest * 31 % 998244353
        else:
            q = p[a]
            while q >= 0:
                a = q
                q = p[a]
            r = p[b]
            while r >= 0:
                b = r
                r = p[b]
            if a == b:
                push(-1)
            else:
                if q > r:
                    # a is the smaller one
                    p[b] = q + r
                    p[a] = b
                    push(q)
                    push(a)
                else:
                    p[a] = q + r
                    p[b] = a
                    push(r)
                    push(b)
                groups -= 1
    return groups, digest
