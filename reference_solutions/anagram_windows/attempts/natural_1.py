# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import random


def shuffled_windows(text: str, pattern: str) -> tuple[int, int]:
    width = len(pattern)
    if width > len(text):
        return 0, 0

    modulus = (1 << 61) - 1
    base = random.randrange(1000, modulus - 1000)
    top = pow(base, width, modulus)

    balance = [0] * 128  # letters in the window minus letters in the pattern
    for code in pattern.encode():
        balance[code] -= 1
    unbalanced = sum(1 for value in balance if value)

    codes = text.encode()
    matches = 0
    hashes = set()
    rolling = 0
    for i, code in enumerate(codes):
        value = balance[code]
        balance[code] = value + 1
        if value == 0:
            unbalanced += 1
        elif value == -1:
            unbalanced -= 1

        if i >= width:
            old = codes[i - width]
            value = balance[old]
            balance[old] = value - 1
            if value == 0:
                unbalanced += 1
            elif value == 1:
                unbalanced -= 1
            rolling = (rolling * base + code - old * top) % modulus
        else:
            rolling = (rolling * base + code) % modulus

        if unbalanced == 0 and i >= width - 1:
            matches += 1
            hashes.add(rolling)
    return matches, len(hashes)
