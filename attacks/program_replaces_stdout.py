# expect: wrong style=program
# attack: an object as standard output that equals everything
class Out(str):
    def write(self, text):
        return len(text)

    def flush(self):
        pass

    def __eq__(self, other):
        return True

    __hash__ = None


sys.stdout = sys.__stdout__ = Out()
print("anything")
