"""Metrics of other benchmarks, and further metrics of effbench, as pure functions.

There is one module per source. Each docstring gives the formula, its source and the edge cases. The
functions read no records and compute no intervals (`stats`); adapters turn a run's raw measurements
into their arguments. If a project's paper and its code differ, both formulas are here, named
accordingly. Failures count in every denominator unless the name says `of_passed`.
"""
