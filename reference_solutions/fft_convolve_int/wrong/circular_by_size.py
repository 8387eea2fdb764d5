# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (transforms of length `size` wrap around by themselves, without the rule); fails on: odd laps, arrays longer than `size`."""

import numpy as np

MODULUS = 998244353
ODD = "minus"


def wrapped_product(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    a_high, a_low = a >> 15, a & 32767
    b_high, b_low = b >> 15, b & 32767
    product = convolved(a_high, b_high) * (2**30 % MODULUS) % MODULUS
    product += convolved(a_high, b_low) * 2**15 % MODULUS
    product += convolved(a_low, b_high) * 2**15 % MODULUS
    product += convolved(a_low, b_low)
    product %= MODULUS
    laps = -(-len(product) // size)
    table = np.zeros(laps * size, dtype=np.int64)
    table[: len(product)] = product
    table = table.reshape(laps, size)
    if ODD == "minus":
        table[1::2] *= -1
    elif ODD == "drop":
        table[1::2] = 0
    return table.sum(axis=0) % MODULUS


def convolved(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    length = len(a) + len(b) - 1
    width = max(len(a), len(b))
    spectrum = np.fft.rfft(a, width) * np.fft.rfft(b, width)
    return np.rint(np.fft.irfft(spectrum, width)).astype(np.int64) % MODULUS
