# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Trial division by 2, 3 and the numbers next to a multiple of 6. O(number^(1/2)) at worst."""


def factorise(numbers: list[int]) -> list[list[int]]:
    answers = []
    for number in numbers:
        primes = []
        for prime in (2, 3):
            while number % prime == 0:
                primes.append(prime)
                number //= prime
        candidate, step = 5, 2
        while candidate * candidate <= number:
            if number % candidate == 0:
                primes.append(candidate)
                number //= candidate
            else:
                candidate += step
                step = 6 - step
        if number > 1:
            primes.append(number)
        answers.append(primes)
    return answers
