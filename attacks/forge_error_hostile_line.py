# expect: raised|died
# attack: an exception whose lineno and name are hostile objects
class Meta(type):
    @property
    def __name__(cls):
        return "\n" * 10**6


class E(BaseException, metaclass=Meta):
    @property
    def lineno(self):
        raise KeyboardInterrupt


def solve(values):
    raise E
