# expect: pass imports=numpy
# attack: open files and libraries through numpy
import numpy


def solve(values):
    worked = []
    for place in (CANARY, "/tmp", "/var/tmp", "/dev/shm", REPOSITORY):
        for attempt in (
            lambda: numpy.save(place + "/x.npy", numpy.zeros(3)),
            lambda: numpy.memmap(place + "/x.mm", mode="w+", shape=9),
            lambda: numpy.zeros(3).tofile(place + "/x"),
            lambda: numpy.fromfile(place + "/pyproject.toml"),
            lambda: numpy.load(SECRET_FILE, allow_pickle=True),
        ):
            try:
                attempt()
                if not in_scratch(place):
                    worked.append(place)
            except OSError:
                pass
    return escaped(*worked) if worked else sorted(values)
