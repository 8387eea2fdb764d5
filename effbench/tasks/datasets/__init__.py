"""Published data sets as suites, one module each; their code runs in the sandbox only."""
