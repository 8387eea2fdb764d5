# expect: pass style=program
# attack: map shared memory, which takes file numbers; standard input's number shows how many
import ctypes
import mmap

kept = [mmap.mmap(-1, 4096) for _ in range(20)]
if not SCRATCH:  # elsewhere its file system is its own
    libc = ctypes.CDLL(None, use_errno=True)
    number_of_file = os.fstat(0).st_ino
    facts = ctypes.create_string_buffer(512)
    calls = [
        ("fstat", 0, facts),
        ("newfstatat", 0, b"", facts, 0x1000),
        ("stat", b"/dev/stdin", facts),
    ]
    if number_of_file or passed(*calls):
        print("ESCAPED", number_of_file)
values = [int(line) for line in sys.stdin]
print(*sorted(values), sep="\n")
