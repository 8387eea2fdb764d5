# expect: pass
# attack: detect the judge by its trace, profile and audit hooks
# gain: reached
import threading


def solve(values):
    found = [sys.gettrace(), sys.getprofile(), threading._trace_hook, threading._profile_hook]
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is not None:
        found += [monitoring.get_tool(number) for number in range(6)]
    found = [hook for hook in found if hook is not None]
    return escaped(*found) if found else sorted(values)
