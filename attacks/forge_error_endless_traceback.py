# expect: timeout|died
# attack: an exception whose traceback never ends
class Trace:
    @property
    def tb_next(self):
        return self

    class tb_frame:
        class f_code:
            co_filename = "<other>"


class E(Exception):
    __traceback__ = Trace()


def solve(values):
    raise E
