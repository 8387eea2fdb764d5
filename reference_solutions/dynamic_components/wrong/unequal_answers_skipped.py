# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (a question about two groups adds nothing to the digest); fails on: such a question after an answer."""

KNOWN = "size"
MODULUS = 998244353


def replay_links(n: int, operations: list[tuple[int, int, int]]) -> tuple[int, int]:
    above = list(range(n))
    sizes = [1] * n
    history: list[int] = []
    remember = history.append
    groups = n
    digest = 0
    for operation in operations:
        kind = operation[0]
        if kind == 2:
            for _ in range(operation[1]):
                low = history.pop()
                if low >= 0:
                    high = above[low]
                    sizes[high] -= sizes[low]
                    above[low] = low
                    groups += 1
            continue
        _, a, b = operation
        while a != above[a]:
            a = above[a]
        while b != above[b]:
            b = above[b]
        if kind:
            if a != b:
                pass
            else:
                digest = (digest * 31 + (sizes[a] if KNOWN == "size" else groups)) % MODULUS
        elif a == b:
            remember(-1)
        else:
            if sizes[a] > sizes[b]:
                a, b = b, a
            above[a] = b
            sizes[b] += sizes[a]
            remember(a)
            groups -= 1
    return groups, digest
