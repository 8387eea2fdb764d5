"""One thin module for each trainer: its call shape in, its return shape out.

Decides nothing about rewards. None of them imports its trainer when it is imported; those that must
subclass something of the trainer's do so in a function that makes the class.
"""
