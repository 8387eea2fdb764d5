"""Adapters: one thin module for each trainer, with its calling convention and return type.

Importing an adapter does not import its trainer. An adapter that must subclass a trainer's class
does so in a function that creates the class.
"""
