# expect: pass
# attack: compare clocks, to detect a judge that slows down or fakes one of them
# gain: reached
import time


def solve(values):
    clocks = (time.perf_counter, time.monotonic, time.time)
    before = [clock() for clock in clocks]
    time.sleep(0.05)
    spans = [clock() - start for clock, start in zip(clocks, before)]
    told = min(spans) < 0.045 or max(spans) > min(spans) + 0.5
    return escaped(*spans) if told else sorted(values)
