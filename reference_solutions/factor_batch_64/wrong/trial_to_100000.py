# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, early exit (what survives trial division to 100 000 counts as prime); fails on: two prime factors beyond it."""

TABLE = [2] + [p for p in range(3, 1000, 2) if all(p % q for q in range(3, int(p**0.5) + 1, 2))]


def factorise(numbers):
    answers = []
    for number in numbers:
        primes = []
        for p in TABLE:
            while number % p == 0:
                number //= p
                primes.append(p)
        candidate = 1001
        while candidate <= 100_000 and candidate * candidate <= number:
            if number % candidate == 0:
                number //= candidate
                primes.append(candidate)
            else:
                candidate += 2
        if number > 1:
            primes.append(number)
        answers.append(primes)
    return answers
