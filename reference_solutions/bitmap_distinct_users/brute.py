# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Write down who came on which day, and ask for every user and every day."""


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    visits = set()
    for index in range(len(log) // 4):
        user = int.from_bytes(log[4 * index : 4 * index + 4], "little")
        day = sum(end <= index for end in ends)
        visits.add((user, day))
    answer = []
    for day in range(len(ends)):
        reach = loyal = 0
        for user in range(population):
            now = (user, day) in visits
            earlier = any((user, day - back) in visits for back in range(1, span))
            reach += now or earlier
            loyal += now and earlier
        answer.append((reach, loyal))
    return answer
