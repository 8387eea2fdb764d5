# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (windows stand at multiples of their length, they do not slide); fails on: bursts across a border."""

COUNTED = "accepted"
RECENT = "most"
LIMIT = "most"
MODULUS = 998244353


def replay(requests, window, budget):
    length = max(1, window + (RECENT == "most"))
    room = budget - (LIMIT == "less")
    used = {}
    accepted = checksum = 0
    for number, (time, client, cost) in enumerate(requests, 1):
        place = (client, time // length)
        spent = used.get(place, 0)
        if spent + cost <= room:
            accepted += 1
            checksum += number * (number + 1)
        elif COUNTED == "accepted":
            continue
        used[place] = spent + cost
    return accepted, checksum % MODULUS
