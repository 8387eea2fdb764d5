"""Measurements of effbench itself: `python -m benchmarks.NAME [--json FILE]`.

Each prints a table with its baseline in the same run. Ratios are meant to be quoted; absolute times
belong to the machine that they were taken on.
"""
