# expect: pass time=honest
# attack: replace clocks, os and struct in all loaded modules with false ones
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
