# expect: pass
# attack: kill or stop the zygote, the host and all processes
import signal
import threading


def solve(values):
    worked = []
    for target in (-1, 0, 1, os.getppid(), HOST_PID, -HOST_PID, os.getpid()):
        for sent in (0, signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT):
            try:
                os.kill(target, sent)
                worked.append(f"kill {target} {sent}")
            except OSError as error:
                if error.errno != EPERM:
                    worked.append(str(error))
    for attempt in (
        lambda: os.killpg(0, 9),
        lambda: signal.raise_signal(signal.SIGSTOP),
        lambda: signal.pthread_kill(threading.get_ident(), 0),
        lambda: os.pidfd_open(HOST_PID),
        lambda: signal.siginterrupt(9, True),
    ):
        try:
            attempt()
            worked.append("signal")
        except (OSError, ValueError):
            pass
    worked += passed(
        ("tkill", HOST_PID, 9),
        ("tgkill", HOST_PID, HOST_PID, 9),
        ("rt_sigqueueinfo", HOST_PID, 9, bytes(128)),
        ("rt_tgsigqueueinfo", HOST_PID, HOST_PID, 9, bytes(128)),
        ("pidfd_open", HOST_PID, 0),
        ("pidfd_send_signal", 3, 9, 0, 0),
        ("wait4", -1, 0, 0, 0),
    )
    return escaped(*worked) if worked else sorted(values)
