# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Look through the whole stock for the shortest length, again and again. O(n^2)."""


def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int:
    stock: dict[int, int] = {}
    for length, count in zip(lengths, counts, strict=True):
        stock[length] = stock.get(length, 0) + count
    coins = 0
    first = sum(counts) % (arms - 1)
    while first < 2:
        first += arms - 1
    size = first  # fewer pieces in the first splice, so that the last one is full
    if sum(counts) == 1:
        return 0
    while True:
        shortest = min(stock)
        times = stock[shortest] // arms if size == arms else 0
        if times:
            stock[shortest] -= times * arms
            if not stock[shortest]:
                del stock[shortest]
            made = shortest * arms
        else:
            times = 1
            made = 0
            for _ in range(size):
                shortest = min(stock)
                made += shortest
                stock[shortest] -= 1
                if not stock[shortest]:
                    del stock[shortest]
        size = arms
        coins += made * times
        stock[made] = stock.get(made, 0) + times
        if len(stock) == 1 and stock[made] == 1:
            return coins
