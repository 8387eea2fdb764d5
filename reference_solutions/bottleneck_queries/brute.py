# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try every strength as the bound: which towns join within it? O(strengths * n^3)."""

SENSE = 1
LONE = -1


def weakest_links(
    n: int, pipes: list[tuple[int, int, int]], queries: list[tuple[int, int]]
) -> list[int]:
    answers = [LONE] * len(queries)
    bounds = sorted({strength for _, _, strength in pipes}, reverse=SENSE > 0)
    for bound in bounds:  # the best one last
        joined = [[a == b for b in range(n)] for a in range(n)]
        for a, b, strength in pipes:
            if SENSE * strength <= SENSE * bound:
                joined[a][b] = joined[b][a] = True
        for k in range(n):
            for a in range(n):
                for b in range(n):
                    joined[a][b] = joined[a][b] or (joined[a][k] and joined[k][b])
        for place, (a, b) in enumerate(queries):
            if a != b and joined[a][b]:
                answers[place] = bound
    return answers
