# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np

PRIME = 998244353
BITS = 15


def _split(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Write each value as high * 2**15 + low modulo PRIME, with both near zero."""
    centred = np.where(values > PRIME // 2, values - PRIME, values)
    half = 1 << (BITS - 1)
    low = ((centred + half) & ((1 << BITS) - 1)) - half
    high = (centred - low) >> BITS
    return high, low


def _convolve(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    length = len(a) + len(b) - 1
    n = 1 << (length - 1).bit_length()
    a_high, a_low = (np.fft.rfft(part, n) for part in _split(a))
    b_high, b_low = (np.fft.rfft(part, n) for part in _split(b))

    def back(spectrum: np.ndarray) -> np.ndarray:
        return np.rint(np.fft.irfft(spectrum, n)[:length]).astype(np.int64) % PRIME

    high = back(a_high * b_high)
    middle = back(a_high * b_low + a_low * b_high)
    low = back(a_low * b_low)
    result = (high << BITS) + middle
    result %= PRIME
    result = (result << BITS) + low
    return result % PRIME


def wrapped_product(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    product = _convolve(a, b)
    turns = -(-len(product) // size)
    padded = np.zeros(turns * size, dtype=np.int64)
    padded[:len(product)] = product
    table = padded.reshape(turns, size)
    return (table[0::2].sum(axis=0) - table[1::2].sum(axis=0)) % PRIME
