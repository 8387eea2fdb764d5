# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Write all numbers as strings of bits, cut them into blocks, add the steps up by their weights."""

BITS = 64
FIRST = "lowest"
FLAG = "more"


def block_sums(data: bytes) -> list[int]:
    numbers = []
    groups: list[str] = []
    for byte in data:
        text = f"{byte:08b}"
        groups.append(text[1:])
        if text[0] == ("0" if FLAG == "more" else "1"):
            if FIRST == "lowest":
                groups.reverse()
            numbers.append(int("".join(groups), 2))
            groups = []
    sums = []
    while numbers:
        length = numbers[0]
        block = numbers[1 : length + 1]
        numbers = numbers[length + 1 :]
        total = 0
        for index, number in enumerate(block):
            half, odd = divmod(number, 2)
            total += (-half - 1 if odd else half) * (length - index)
        sums.append(total % (1 << BITS))
    return sums
