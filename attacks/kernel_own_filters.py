# expect: pass
# attack: install a filter or rules, to change or trap the harness's system calls
import struct


def solve(values):
    worked = passed(
        ("seccomp", 0, 0, 0),
        ("seccomp", 1, 0, bytes(16)),
        ("seccomp", 1, 8, bytes(16)),
        ("seccomp", 2, 0, bytes(4)),
        ("prctl", 22, 2, bytes(16), 0, 0),
        ("prctl", 22, 1, 0, 0, 0),
        ("landlock_create_ruleset", 0, 0, 1),
        ("landlock_create_ruleset", struct.pack("<Q", 1), 8, 0),
        ("landlock_restrict_self", 3, 0),
        ("bpf", 0, bytes(128), 128),
        ("bpf", 5, bytes(128), 128),
        ("perf_event_open", bytes(128), 0, -1, -1, 0),
        ("personality", 0x0400000),
        ("syslog", 3, bytes(64), 64),
        ("kexec_load", 0, 0, 0, 0),
        ("reboot", 0, 0, 0, 0),
        ("init_module", 0, 0, 0),
        ("swapon", b"/", 0),
    )
    return escaped(*worked) if worked else sorted(values)
