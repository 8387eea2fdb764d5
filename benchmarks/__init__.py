"""Benchmarks of effbench itself: `python -m benchmarks.NAME [--json FILE]`.

Each prints a table that includes a baseline from the same run. Quote ratios; absolute times hold
only for the machine on which they were measured.
"""
