# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A forest with path halving; when a question follows a roll-back, build it anew from the links.

O(operations + roll-backs * links).
"""

KNOWN = "size"
MODULUS = 998244353


class Forest:
    def __init__(self, n: int) -> None:
        self.above = list(range(n))
        self.sizes = [1] * n
        self.groups = n

    def find(self, a: int) -> int:
        above = self.above
        while above[a] != a:
            above[a] = above[above[a]]
            a = above[a]
        return a

    def join(self, a: int, b: int) -> None:
        a, b = self.find(a), self.find(b)
        if a != b:
            if self.sizes[a] > self.sizes[b]:
                a, b = b, a
            self.above[a] = b
            self.sizes[b] += self.sizes[a]
            self.groups -= 1


def replay_links(n: int, operations: list[tuple[int, int, int]]) -> tuple[int, int]:
    links: list[tuple[int, int]] = []
    forest: Forest | None = Forest(n)
    digest = 0
    for kind, *rest in operations:
        if kind == 0:
            links.append((rest[0], rest[1]))
            if forest is not None:
                forest.join(rest[0], rest[1])
        elif kind == 2:
            if rest[0]:
                del links[len(links) - rest[0] :]
                forest = None
        else:
            if forest is None:
                forest = rebuilt(n, links)
            answer = 0
            root = forest.find(rest[0])
            if root == forest.find(rest[1]):
                answer = forest.sizes[root] if KNOWN == "size" else forest.groups
            digest = (digest * 31 + answer) % MODULUS
    if forest is None:
        forest = rebuilt(n, links)
    return forest.groups, digest


def rebuilt(n: int, links: list[tuple[int, int]]) -> Forest:
    forest = Forest(n)
    for a, b in links:
        forest.join(a, b)
    return forest
