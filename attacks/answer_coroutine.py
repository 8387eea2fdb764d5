# expect: raised
# attack: an async function never runs
async def solve(values):
    return sorted(values)
