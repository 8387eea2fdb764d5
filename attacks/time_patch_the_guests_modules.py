# expect: pass time=honest
# attack: clocks, os and struct of everything that is loaded are replaced by liars (2, 50)
import os
import sys
import time


def solve(values):
    answer = slow_sort(values)
    for module in list(sys.modules.values()):
        for name in (
            "perf_counter",
            "perf_counter_ns",
            "process_time",
            "process_time_ns",
            "monotonic",
            "clock_gettime_ns",
            "thread_time_ns",
            "times",
        ):
            if hasattr(module, name):
                setattr(module, name, lambda *a: 0)
    return answer
