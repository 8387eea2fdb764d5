# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Whole groups at once, from two sorted queues: what is given, and what was made. O(n log n)."""


def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int:
    stock: dict[int, int] = {}
    for length, count in zip(lengths, counts, strict=True):
        stock[length] = stock.get(length, 0) + count
    # Pieces of no length make every splice a full one; they cost nothing.
    stock[0] = (1 - sum(counts)) % (arms - 1)
    given = sorted(stock, reverse=True)
    made: list[int] = []  # splices get longer and longer: sorted as it grows
    made_counts: list[int] = []
    add_made = made.append
    add_count = made_counts.append
    head = 0
    coins = 0
    held = metres = 0  # the pieces in the machine, fewer than arms
    while True:
        if given and (head == len(made) or given[-1] <= made[head]):
            length = given.pop()
            count = stock[length]
        elif head < len(made):
            length = made[head]
            count = made_counts[head]
            head += 1
        else:
            return coins
        if held:
            if held + count < arms:
                held += count
                metres += length * count
                continue
            count -= arms - held
            metres += length * (arms - held)
            coins += metres
            add_made(metres)
            add_count(1)
        if count < arms:
            held = count
            metres = length * count
        else:
            full = count // arms
            held = count % arms
            metres = length * arms
            coins += metres * full
            add_made(metres)
            add_count(full)
            metres = length * held
