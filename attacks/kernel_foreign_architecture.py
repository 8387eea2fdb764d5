# expect: died
# attack: 32-bit system calls through machine code, whose numbers have another meaning
import ctypes
import mmap


def solve(values):
    if platform.machine() != "x86_64":
        os._exit(1)
    code = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20 (getpid); int 0x80; ret
    function = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    return escaped(function())
