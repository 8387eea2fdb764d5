# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: off by one (an odd number stands for -(u - 1) / 2); fails on: odd numbers."""

BITS = 64
FIRST = "lowest"
FLAG = "more"


def block_sums(data):
    numbers = []
    number = taken = 0
    for byte in data:
        digit = byte & 127
        if FIRST == "lowest":
            number |= digit << 7 * taken
        else:
            number = number << 7 | digit
        taken += 1
        if (byte < 128) == (FLAG == "more"):
            numbers.append(number)
            number = taken = 0
    sums = []
    at = 0
    while at < len(numbers):
        length = numbers[at]
        value = total = 0
        for number in numbers[at + 1 : at + 1 + length]:
            value += -(number >> 1) if number & 1 else number >> 1
            total += value
        sums.append(total % 2**BITS)
        at += length + 1
    return sums
