# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Give every event its rank by counting the events of its key that are better."""

TIE = "earlier"
ORDER = "higher"
MODULUS = 1000003


def better(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Events are (key, score, number)."""
    if one[1] != other[1]:
        return (one[1] > other[1]) == (ORDER == "higher")
    return (one[2] < other[2]) == (TIE == "earlier")


def best_per_key(data: bytes, k: int) -> list[tuple[int, int, int]]:
    events = []
    for number in range(1, len(data) // 8 + 1):
        piece = data[8 * number - 8 : 8 * number]
        key = int.from_bytes(piece[:4], "little")
        events.append((key, int.from_bytes(piece[4:], "little", signed=True), number))
    answer = []
    for key in sorted({event[0] for event in events}):
        own = [event for event in events if event[0] == key]
        checksum, weakest = 0, (0, 0)
        for event in own:
            rank = 1 + sum(better(other, event) for other in own if other is not event)
            if rank <= k:
                checksum += rank * event[2]
                weakest = max(weakest, (rank, event[1]))
        answer.append((key, weakest[1], checksum % MODULUS))
    return answer
