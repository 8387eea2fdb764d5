# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Read every word letter by letter, list where each occurs, and rank the frequent ones."""


def longest_on_ring(text: str, k: int) -> tuple[int, int, int]:
    n = len(text)
    places: dict[tuple[str, ...], list[int]] = {}
    for position in range(n):
        word: tuple[str, ...] = ()
        for step in range(n):
            word += (text[(position + step) % n],)
            places.setdefault(word, []).append(position)
    frequent = [word for word, found in places.items() if len(found) >= k]
    if not frequent:
        return 0, 0, 0
    best = min(frequent, key=lambda word: (-len(word), word))
    return len(best), min(places[best]), len(places[best])
