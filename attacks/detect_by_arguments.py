# expect: pass
# attack: find the judge, the task or the phase in the command line, environment or working folder
# gain: reached
TELLING = ("bench", "pytest", "timing", "warm", "expected", "judge", "task", "api_key", "token")


def solve(values):
    said = [*sys.argv, *getattr(sys, "orig_argv", []), *os.environ, *os.environ.values()]
    try:
        said.append(os.getcwd())
    except OSError:
        pass
    found = [text for text in said if any(word in text.lower() for word in TELLING)]
    return escaped(*found) if found else sorted(values)
