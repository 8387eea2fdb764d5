# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Write the stream down byte by byte, each with the number of its chunk, and compare everywhere."""


def search(pieces: list[bytes], order: list[int], pattern: bytes) -> tuple[int, int, int]:
    stream = [(byte, chunk) for chunk, index in enumerate(order) for byte in pieces[index]]
    found = []
    for start in range(len(stream) - len(pattern) + 1):
        window = stream[start : start + len(pattern)]
        if all(byte == wanted for (byte, _), wanted in zip(window, pattern, strict=True)):
            found.append((start, window[0][1] != window[-1][1]))
    return len(found), sum(start for start, _ in found), sum(crosses for _, crosses in found)
