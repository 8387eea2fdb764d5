# expect: pass time=honest
# attack: set the callers' start times to the present
# gain: time
import ctypes
import time

CLOCKS = (time.perf_counter, time.monotonic, time.time, time.process_time)
COUNTERS = (time.perf_counter_ns, time.monotonic_ns, time.time_ns, time.process_time_ns)


def now_for(value):
    for clock in CLOCKS if type(value) is float else COUNTERS if type(value) is int else ():
        span = clock() - value
        if 0 < span < (60 if type(value) is float else 60 * 10**9):
            return clock()
    return None


def solve(values):
    answer = slow_sort(values)
    frame = sys._getframe().f_back
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            moved = now_for(value)
            if moved is not None:
                frame.f_locals[name] = moved
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
        frame = frame.f_back
    return answer
