# expect: wrong
# attack: a trace function changes the answer's frame while it is written
def solve(values):
    def trace(frame, event, argument):
        if frame.f_code.co_name == "encode":
            frame.f_locals["value"] = ("returned", ["pass"])
        return trace

    sys.settrace(trace)
    sys.setprofile(trace)
    sys.addaudithook(lambda *a: None)
    for frame in (sys._getframe().f_back, sys._getframe().f_back.f_back):
        frame.f_trace = trace
    return ["pass"]
