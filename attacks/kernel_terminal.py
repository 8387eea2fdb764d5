# expect: pass
# attack: push input into a terminal, or use inherited devices
import fcntl


def solve(values):
    worked = []
    for fd in (0, 1, 2, 3, 4):
        for request in (
            0x5412,
            0x540E,
            0x5422,
            0x5452,
            0x5421,
            0x8901,
            0x8904,
            0x80086601,
            0x40086602,
            0x1277,
        ):
            try:
                fcntl.ioctl(fd, request, b"\1" * 8)
                worked.append(f"ioctl {request:#x}")
            except OSError as error:
                if error.errno != EPERM:
                    worked.append(f"ioctl {request:#x}: {error}")
        for command in (8, 9, 10, 11, 15, 16):
            try:
                fcntl.fcntl(fd, command, 0)
                worked.append(f"fcntl {command}")
            except OSError:
                pass
    try:
        open("/dev/tty")
        worked.append("tty")
    except OSError:
        pass
    return escaped(*worked) if worked else sorted(values)
