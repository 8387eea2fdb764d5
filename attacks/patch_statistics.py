# expect: pass time=honest
# attack: patch statistics functions to report no time
# gain: time
import builtins
import statistics

for name in ("mean", "fmean", "median", "median_low", "median_high", "quantiles"):
    setattr(statistics, name, lambda data, *a, **k: 0.0)


def solve(values):
    answer = slow_sort(values)
    builtins.min = builtins.sum = lambda *a, **k: 0
    return answer
