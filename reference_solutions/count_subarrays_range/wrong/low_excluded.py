# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: boundary (fast but wrong); fails on: blocks whose spread is exactly `low`, if that is above 0."""


# One long function, because a call for every value would cost more than the work itself.
def count_blocks(values: list[int], low: int, high: int) -> int:  # noqa: C901 - see above
    if low == 0:
        return count_up_to(values, high)
    tight = low
    lows, low_at = [-1 << 60], [-1]  # candidate minima, rising; the first is a sentinel
    highs, high_at = [1 << 60], [-1]
    outer_lows = outer_highs = inner_lows = inner_highs = 1  # the windows' heads in those lists
    outer_min = outer_max = inner_min = inner_max = value = values[0]
    outer = inner = count = 0  # left ends
    for i, following in enumerate(values[1:] + values[-1:]):
        if value < following:
            while lows[-1] >= value:
                lows.pop()
                low_at.pop()
            if value <= inner_min:
                inner_lows = len(lows)
                if value <= outer_min:
                    outer_lows = inner_lows
            lows.append(value)
            low_at.append(i)
        elif value > following:
            while highs[-1] <= value:
                highs.pop()
                high_at.pop()
            if value >= inner_max:
                inner_highs = len(highs)
                if value >= outer_max:
                    outer_highs = inner_highs
            highs.append(value)
            high_at.append(i)
        if value > inner_max:
            inner_max = value
            while value - inner_min > tight:
                inner = low_at[inner_lows] + 1
                inner_lows += 1
                inner_min = lows[inner_lows] if inner_lows < len(lows) else value
            if value > outer_max:
                outer_max = value
                while value - outer_min > high:
                    outer = low_at[outer_lows] + 1
                    outer_lows += 1
                    outer_min = lows[outer_lows] if outer_lows < len(lows) else value
        elif value < inner_min:
            inner_min = value
            while inner_max - value > tight:
                inner = high_at[inner_highs] + 1
                inner_highs += 1
                inner_max = highs[inner_highs] if inner_highs < len(highs) else value
            if value < outer_min:
                outer_min = value
                while outer_max - value > high:
                    outer = high_at[outer_highs] + 1
                    outer_highs += 1
                    outer_max = highs[outer_highs] if outer_highs < len(highs) else value
        count += inner - outer
        value = following
    return count


def count_up_to(values: list[int], limit: int) -> int:
    """Blocks with spread <= limit: the same with one window."""
    lows, low_at = [-1 << 60], [-1]
    highs, high_at = [1 << 60], [-1]
    head_low = head_high = 1
    smallest = largest = value = values[0]
    left = 0
    count = len(values)
    for i, following in enumerate(values[1:] + values[-1:]):
        if value < following:
            while lows[-1] >= value:
                lows.pop()
                low_at.pop()
            if value <= smallest:
                head_low = len(lows)
            lows.append(value)
            low_at.append(i)
        elif value > following:
            while highs[-1] <= value:
                highs.pop()
                high_at.pop()
            if value >= largest:
                head_high = len(highs)
            highs.append(value)
            high_at.append(i)
        if value > largest:
            largest = value
            while value - smallest > limit:
                left = low_at[head_low] + 1
                head_low += 1
                smallest = lows[head_low] if head_low < len(lows) else value
        elif value < smallest:
            smallest = value
            while largest - value > limit:
                left = high_at[head_high] + 1
                head_high += 1
                largest = highs[head_high] if head_high < len(highs) else value
        count += i - left
        value = following
    return count
