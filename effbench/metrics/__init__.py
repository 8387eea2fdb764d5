"""The metrics of the field as pure functions: numbers in, one number out.

One module a source. Each function's docstring has the formula, where it stands, and the edge cases.
Nothing here reads records, knows tasks or makes intervals (`stats`); adapters turn a run's raw
measurements into these functions' arguments. Where a project's paper and its code differ, both are
here, by name. Failures are in every denominator unless a name says `of_passed`.
"""
