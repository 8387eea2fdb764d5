# expect: pass runs=3
# attack: store results in the callers' modules, which may outlive this one
# gain: reached
def solve(values):
    found, frame = [], sys._getframe().f_back
    while frame is not None:
        found.append(frame.f_globals)
        frame = frame.f_back
    seen = any("_kept_here" in names for names in found)
    for names in found:
        names["_kept_here"] = sorted(values)
    return escaped("an earlier run's answer") if seen else sorted(values)
