# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Split the coefficients into 15-bit halves, the lower one centred around 0, which keeps rounding
errors small. Seven real transforms: the middle products are added up before they are transformed
back. Their length is the next product of 2, 3 and 5, which is often far below a power of two.
"""

import numpy as np

MODULUS = 998244353
ODD = "minus"
HALF = 1 << 14
ODD_FACTORS = [3**i * 5**j for i in range(6) for j in range(5)]


def wrapped_product(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    length = len(a) + len(b) - 1
    width = transform_size(length)
    high, low = halves(a, width)
    other_high, other_low = halves(b, width)
    middle = high * other_low
    middle += low * other_high
    high *= other_high
    low *= other_low
    product = back(high, width, length) << 15
    product += back(middle, width, length)
    product %= MODULUS
    product <<= 15
    product += back(low, width, length)
    return folded(product % MODULUS, size)


def halves(values: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    high = (values + HALF) >> 15
    return np.fft.rfft(high, width), np.fft.rfft(values - (high << 15), width)


def back(spectrum: np.ndarray, width: int, length: int) -> np.ndarray:
    return np.rint(np.fft.irfft(spectrum, width)[:length]).astype(np.int64) % MODULUS


def folded(product: np.ndarray, size: int) -> np.ndarray:
    result = np.zeros(size, dtype=np.int64)
    for lap, start in enumerate(range(0, len(product), size)):
        part = product[start : start + size]
        if lap % 2 == 0 or ODD == "plus":
            result[: len(part)] += part
        elif ODD == "minus":
            result[: len(part)] -= part
    return result % MODULUS


def transform_size(length: int) -> int:
    """The least odd factor times a power of two that is not below `length`."""
    return min(odd << (-(-length // odd) - 1).bit_length() for odd in ODD_FACTORS)
