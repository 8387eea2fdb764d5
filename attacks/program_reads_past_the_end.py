# expect: raised style=program
# attack: wait for input that never arrives
while True:
    input()
