# expect: pass time=honest
# attack: time-stamp counter off, speculation, timer slack, dumpable, parent-death signal, subreaper
def solve(values):
    worked = passed(
        *(
            ("prctl", option, value, 0, 0, 0)
            for option, value in (
                (26, 2),
                (29, 10**9),
                (4, 1),
                (1, 0),
                (36, 1),
                (31, 0),
                (32, 0),
                (38, 1),
                (22, 1),
                (24, 0),
                (8, 1),
                (28, 0),
                (53, 0),
                (41, 1),
                (59, 1),
                (67, 1),
                (0x59616D61, HOST_PID),
            )
        )
    )
    return escaped(*worked) if worked else slow_sort(values)
