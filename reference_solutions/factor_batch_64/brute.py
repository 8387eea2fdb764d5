# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Divide by every number from 2 on, in order, as often as it goes. O(number)."""


def factorise(numbers: list[int]) -> list[list[int]]:
    answers = []
    for number in numbers:
        primes = [
            divisor
            for divisor in range(2, number + 1)
            if number % divisor == 0 and all(divisor % smaller for smaller in range(2, divisor))
        ]
        answers.append([p for p in primes for power in range(1, 65) if number % p**power == 0])
    return answers
