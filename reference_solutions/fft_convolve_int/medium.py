# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Four convolutions of 15-bit halves, each by complex transforms of a power of two."""

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
    width = 2 ** (length - 1).bit_length()
    spectrum = np.fft.fft(a, width) * np.fft.fft(b, width)
    return np.rint(np.fft.ifft(spectrum).real[:length]).astype(np.int64) % MODULUS
