# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Take one number after another off the front of the data."""

BITS = 64
FIRST = "lowest"
FLAG = "more"


def block_sums(data: bytes) -> list[int]:
    sums = []
    while data:
        length, data = take(data)
        value = total = 0
        for _ in range(length):
            number, data = take(data)
            value += number // 2 if number % 2 == 0 else -(number + 1) // 2
            total += value
        sums.append(total % 2**BITS)
    return sums


def take(data: bytes) -> tuple[int, bytes]:
    size = 1
    while (data[size - 1] >= 128) == (FLAG == "more"):
        size += 1
    number = 0
    for byte in data[:size][::-1] if FIRST == "lowest" else data[:size]:
        number = number * 128 + byte % 128
    return number, data[size:]
