# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def fewest_moves(rows: list[str]) -> int:
    height, width = len(rows), len(rows[0])
    grid = "".join(rows)
    cells = height * width

    # Only kinds that have both a key and a door matter.
    kinds = [kind for kind in "abcdefgh" if kind in grid and kind.upper() in grid]
    bit_of = {kind: 1 << i for i, kind in enumerate(kinds)}
    masks = 1 << len(kinds)

    key = [bit_of.get(square, 0) for square in grid]
    start = grid.index("@")
    goal = grid.index("*")

    # seen[mask][cell]: visited with these keys, or not enterable with them.
    seen = []
    for mask in range(masks):
        blocked = bytearray(cells)
        for cell, square in enumerate(grid):
            if square == "#":
                blocked[cell] = 1
            elif "A" <= square <= "H" and not mask & bit_of.get(square.lower(), 0):
                blocked[cell] = 1
        seen.append(blocked)

    walls = seen[masks - 1]  # blocked whatever keys one has
    neighbours = [()] * cells
    for r in range(height):
        near_rows = {(r - 1) % height, r, (r + 1) % height}
        for c in range(width):
            here = r * width + c
            if walls[here]:
                continue
            near_columns = {(c - 1) % width, c, (c + 1) % width}
            around = {x * width + y for x in near_rows for y in near_columns}
            neighbours[here] = tuple(cell for cell in around if cell != here and not walls[cell])

    seen[0][start] = 1
    frontier = {0: [start]}
    moves = 0
    while frontier:
        moves += 1
        following = {}
        for mask, places in frontier.items():
            visited = seen[mask]
            found = following.setdefault(mask, [])
            for place in places:
                for cell in neighbours[place]:
                    if visited[cell]:
                        continue
                    visited[cell] = 1
                    if cell == goal:
                        return moves
                    new_mask = mask | key[cell]
                    if new_mask == mask:
                        found.append(cell)
                    elif not seen[new_mask][cell]:
                        seen[new_mask][cell] = 1
                        following.setdefault(new_mask, []).append(cell)
        frontier = {mask: places for mask, places in following.items() if places}
    return -1
