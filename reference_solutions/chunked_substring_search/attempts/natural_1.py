# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from array import array


def search(pieces: list[bytes], order: list[int], pattern: bytes) -> tuple[int, int, int]:
    m = len(pattern)

    # Knuth-Morris-Pratt: border[i] is the longest proper border of pattern[:i].
    border = [0] * (m + 1)
    length = 0
    for i in range(1, m):
        while length and pattern[i] != pattern[length]:
            length = border[length]
        if pattern[i] == pattern[length]:
            length += 1
        border[i + 1] = length

    def advance(state: int, byte: int) -> int:
        """The number of matched bytes after one more byte; m means a hit."""
        if state == m:
            state = border[m]
        while state and pattern[state] != byte:
            state = border[state]
        return state + 1 if pattern[state] == byte else 0

    # Hits within each piece, positions relative to its start, and the state
    # after it when nothing has been matched before.
    inner_hits = []
    inner_sums = []
    inner_state = []
    for piece in pieces:
        state = hits = total = 0
        for i, byte in enumerate(piece, 1):
            state = advance(state, byte)
            if state == m:
                hits += 1
                total += i - m
        inner_hits.append(hits)
        inner_sums.append(total)
        inner_state.append(border[m] if state == m else state)

    # Hits that begin before a piece and end in it depend only on the state
    # before the piece. They are worked out once for each state and piece.
    count = len(pieces)
    next_state = array("h", [-1]) * (m * count)
    cross_hits = array("h", [0]) * (m * count)
    cross_sums = array("i", [0]) * (m * count)

    def enter(state: int, index: int) -> None:
        slot = state * count + index
        hits = total = consumed = 0
        for byte in pieces[index]:
            if state <= consumed:
                break
            state = advance(state, byte)
            consumed += 1
            if state == m:
                if consumed < m:
                    hits += 1
                    total += consumed - m
                state = border[m]
        if state <= consumed:  # what was before the piece has no influence any more
            state = inner_state[index]
        next_state[slot] = state
        cross_hits[slot] = hits
        cross_sums[slot] = total

    hits = positions = crossing = 0
    start = 0
    state = 0
    for index in order:
        slot = state * count + index
        if next_state[slot] < 0:
            enter(state, index)
        crossed = cross_hits[slot]
        crossing += crossed
        found = crossed + inner_hits[index]
        hits += found
        positions += found * start + cross_sums[slot] + inner_sums[index]
        state = next_state[slot]
        start += len(pieces[index])
    return hits, positions, crossing
