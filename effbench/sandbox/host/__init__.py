"""The host side of the sandbox: it starts processes, reads their clocks and enforces limits."""
