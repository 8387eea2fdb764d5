# expect: raised imports=pandas style=frame
# attack: a subclass that equals everything
import pandas


class Table(pandas.DataFrame):
    def equals(self, other):
        return True

    def __eq__(self, other):
        return True


def solve(table):
    return Table(table)
