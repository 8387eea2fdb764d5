# expect: pass
# attack: read the tasks, the references and effbench's own code
def solve(values):
    worked = []
    for path in (
        SECRET_FILE,
        REPOSITORY,
        REPOSITORY + "/tasks",
        REPOSITORY + "/reference_solutions",
        REPOSITORY + "/pyproject.toml",
        REPOSITORY + "/effbench/judge.py",
        "/etc/passwd",
        "/etc/hostname",
        "/root/.ssh",
        "/root/.bashrc",
        "/home",
        "/var/log",
        "/etc/shadow",
        "/boot",
    ):
        for attempt in (
            lambda: open(path, "rb").read(1),
            lambda: os.listdir(path),
            lambda: os.open(path, os.O_RDONLY | os.O_DIRECTORY),
            lambda: next(os.scandir(path)),
        ):
            try:
                attempt()
                worked.append(path)
            except (OSError, StopIteration):
                pass
    return escaped(*worked) if worked else sorted(values)
