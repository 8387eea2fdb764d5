# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Ask recursively which of the earlier requests were accepted."""

COUNTED = "accepted"
RECENT = "most"
LIMIT = "most"
MODULUS = 998244353


def replay(requests: list[tuple[int, int, int]], window: int, budget: int) -> tuple[int, int]:
    verdicts: list[bool] = []
    checksum = 0
    for index in range(len(requests)):
        verdicts.append(fits(requests, index, verdicts, window, budget))
        if verdicts[index]:
            checksum += (index + 1) * (index + 2)
    return verdicts.count(True), checksum % MODULUS


def fits(requests: list, index: int, verdicts: list[bool], window: int, budget: int) -> bool:
    time, client, cost = requests[index]
    oldest = time - window if RECENT == "most" else time - window + 1
    costs = [
        other_cost
        for (moment, other, other_cost), verdict in zip(requests, verdicts, strict=False)
        if other == client and moment >= oldest and (verdict or COUNTED == "all")
    ]
    highest = budget if LIMIT == "most" else budget - 1
    return sum(costs) <= highest - cost
