# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Go through the whole week's requests for every day, with a byte for each user."""


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    users = memoryview(log).cast("I")
    starts = [0, *ends[:-1]]
    answer = []
    for day, end in enumerate(ends):
        earlier = bytearray(population)
        for user in users[starts[max(0, day - span + 1)] : starts[day]]:
            earlier[user] = 1
        today = bytearray(population)
        loyal = new = 0
        for user in users[starts[day] : end]:
            if not today[user]:
                today[user] = 1
                if earlier[user]:
                    loyal += 1
                else:
                    new += 1
        answer.append((earlier.count(1) + new, loyal))
    return answer
