# expect: pass runs=2
# attack: shared memory, message queues, semaphores, keyrings, memory files
def solve(values):
    worked = passed(
        ("shmget", 77, 4096, 0o1666),
        ("msgget", 77, 0o1666),
        ("semget", 77, 1, 0o1666),
        ("mq_open", b"effbench", 0o102, 0o666, 0),
        ("add_key", b"user", b"effbench", b"x", 1, -4),
        ("request_key", b"user", b"effbench", 0, -4),
        ("keyctl", 0, -4, 1),
        ("keyctl", 1, 0),
        ("memfd_create", b"x", 0),
        ("memfd_secret", 0),
        ("userfaultfd", 0),
        ("eventfd2", 0, 0),
        ("signalfd4", -1, bytes(8), 8, 0),
        ("epoll_create1", 0),
        ("inotify_init1", 0),
        ("fanotify_init", 0, 0),
        ("pipe2", bytes(8), 0),
        ("umask", 0),
        ("chdir", b"/"),
        ("setsid",),
    )
    try:
        from multiprocessing import shared_memory

        shared_memory.SharedMemory("effbench", create=True, size=4096)
        worked.append("shared_memory")
    except (OSError, ImportError):
        pass
    return escaped(*worked) if worked else sorted(values)
