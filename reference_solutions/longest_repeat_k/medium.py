# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort the rotations by prefix doubling and keep all ranks; then the word that k neighbours in this
order share is found by going down the ranks. O(n log^2 n).
"""


def longest_on_ring(text: str, k: int) -> tuple[int, int, int]:
    n = len(text)
    rank = [ord(letter) for letter in text]
    levels = [(1, rank)]
    length = 1
    while 2 * length <= n:
        pairs = [(rank[i], rank[(i + length) % n]) for i in range(n)]
        place = {pair: i for i, pair in enumerate(sorted(set(pairs)))}
        rank = [place[pair] for pair in pairs]
        length *= 2
        levels.append((length, rank))
    pairs = [(rank[i], rank[(i + n - length) % n]) for i in range(n)]
    order = sorted(range(n), key=pairs.__getitem__)

    def shared(i: int, j: int) -> int:
        total = 0
        for size, ranks in reversed(levels):
            if total + size <= n and ranks[(i + total) % n] == ranks[(j + total) % n]:
                total += size
        return total

    best = where = 0
    for i in range(n - k + 1):
        total = shared(order[i], order[i + k - 1])
        if total > best:
            best, where = total, i
    if best == 0:
        return 0, 0, 0
    end = where + k
    while end < n and shared(order[where], order[end]) >= best:
        end += 1
    return best, min(order[where:end]), end - where
