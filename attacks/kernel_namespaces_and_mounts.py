# expect: pass
# attack: new namespaces, the zygote's namespaces, mounts, another root
def solve(values):
    worked = passed(
        *(
            ("unshare", flag)
            for flag in (
                0x10000000,
                0x20000,
                0x40000000,
                0x20000000,
                0x8000000,
                0x80,
                0x2000000,
                0x200,
                0x400,
            )
        ),
        *(
            ("clone", flag | 17, 0, 0, 0, 0)
            for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000)
        ),
        ("clone", 0x10000000 | 0x10000 | 0x800 | 0x100, 0, 0, 0, 0),
        ("setns", 3, 0),
        ("setns", 0, 0x10000000),
        ("mount", b"none", b"/", b"tmpfs", 0, 0),
        ("mount", 0, b"/", 0, 4096 | 32, 0),
        ("umount2", b"/", 2),
        ("pivot_root", b"/", b"/"),
        ("chroot", b"/"),
        ("open_tree", -100, b"/", 1),
        ("fsopen", b"tmpfs", 0),
        ("move_mount", -100, b"/", -100, b"/", 0),
    )
    return escaped(*worked) if worked else sorted(values)
