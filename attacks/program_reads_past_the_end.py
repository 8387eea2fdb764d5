# expect: raised style=program
# attack: waiting for input that never comes
while True:
    input()
