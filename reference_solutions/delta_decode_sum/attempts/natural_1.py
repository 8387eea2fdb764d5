# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def block_sums(data: bytes) -> list[int]:
    if not data:
        return []
    raw = np.frombuffer(data, dtype=np.uint8)

    # Decode the numbers; everything is modulo 2**64 by itself.
    last = np.flatnonzero(raw < 128)
    first = np.empty_like(last)
    first[0] = 0
    first[1:] = last[:-1] + 1
    place = np.arange(len(raw)) - np.repeat(first, last - first + 1)
    digits = (raw & 127).astype(np.uint64) << (7 * place).astype(np.uint64)
    numbers = np.add.reduceat(digits, first)

    # Where the blocks begin.
    heads = []
    counts = numbers.tolist()
    head = 0
    while head < len(counts):
        heads.append(head)
        head += counts[head] + 1
    heads = np.array(heads, dtype=np.int64)
    lengths = numbers[heads]

    one = np.uint64(1)
    steps = (numbers >> one) ^ (np.uint64(0) - (numbers & one))
    # Running values over the whole data, and their running sums. What has come
    # up to the head of a block is taken off again.
    values = np.cumsum(steps, dtype=np.uint64)
    sums = np.cumsum(values, dtype=np.uint64)
    tails = heads + lengths.astype(np.int64)
    result = sums[tails] - sums[heads] - lengths * values[heads]
    return result.tolist()
