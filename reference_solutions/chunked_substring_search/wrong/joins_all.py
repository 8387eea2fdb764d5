# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: memory (the stream is put together); fails on: the memory limit at the largest size."""


def search(pieces, order, pattern):
    stream = b"".join([pieces[index] for index in order])
    borders, base = [], 0
    for index in order:
        base += len(pieces[index])
        borders.append(base)
    hits = positions = crossing = chunk = 0
    at = stream.find(pattern)
    while at >= 0:
        while borders[chunk] <= at:
            chunk += 1
        hits += 1
        positions += at
        crossing += borders[chunk] < at + len(pattern)
        at = stream.find(pattern, at + 1)
    return hits, positions, crossing
