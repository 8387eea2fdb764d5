# expect: pass
# attack: list the root; only libraries and devices may be there
def solve(values):
    worked = []
    for place in ("/", "/etc", "/dev", "/usr", "/home", "/tmp", "/root", "/mnt", "/var"):
        try:
            for name in os.listdir(place):
                path = os.path.join(place, name)
                if place == "/dev" and name not in ("null", "zero", "urandom"):
                    worked.append(path)
                if place == "/etc" and name != "ld.so.cache":
                    worked.append(path)
                if place == "/" and name in ("proc", "sys", "boot", "srv", "run"):
                    worked.append(path)
        except OSError:
            pass
    return escaped(*worked) if worked else sorted(values)
