# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np

CHUNK = 1 << 16  # requests handled at once: an index array is widened to 8 bytes


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    requests = np.frombuffer(log, dtype="<u4") if log else np.empty(0, dtype="<u4")
    last_day = np.full(population, -1_000_000, dtype=np.int32)
    today = np.zeros(population, dtype=bool)
    result = []
    begin = 0
    for day, end in enumerate(ends):
        recent = last_day > day - span
        loyal = 0
        if end > begin:
            today[:] = False
            for low in range(begin, end, CHUNK):
                today[requests[low:min(low + CHUNK, end)]] = True
            loyal = int(np.count_nonzero(recent & today))
            last_day[today] = day
            recent |= today
        result.append((int(np.count_nonzero(recent)), loyal))
        begin = end
    return result
