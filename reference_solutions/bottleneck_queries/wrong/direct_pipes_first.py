# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: wrong idea (a direct pipe beats a route of several); fails on: a good detour."""

from operator import itemgetter

SENSE = 1
LONE = -1


def weakest_links(
    n: int, pipes: list[tuple[int, int, int]], queries: list[tuple[int, int]]
) -> list[int]:
    order = sorted(pipes, key=itemgetter(2), reverse=SENSE < 0)
    above = list(range(n))
    sizes = [1] * n
    never = len(order)
    moment = [never] * n  # when the town was hung below another one
    for now, (a, b, _) in enumerate(order):
        while a != above[a]:
            a = above[a]
        while b != above[b]:
            b = above[b]
        if a != b:
            if sizes[a] > sizes[b]:
                a, b = b, a
            above[a] = b
            sizes[b] += sizes[a]
            moment[a] = now
    direct = {}
    for a, b, strength in reversed(order):
        direct[min(a, b), max(a, b)] = strength
    answers = []
    for a, b in queries:
        if a != b and (min(a, b), max(a, b)) in direct:
            answers.append(direct[min(a, b), max(a, b)])
            continue
        last = -1
        at_a, at_b = moment[a], moment[b]
        while a != b:
            if at_a < at_b:
                last = at_a
                a = above[a]
                at_a = moment[a]
            else:
                last = at_b
                if last == never:
                    break
                b = above[b]
                at_b = moment[b]
        answers.append(order[last][2] if 0 <= last < never else LONE)
    return answers
