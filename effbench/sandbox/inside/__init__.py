"""Everything that runs beside a candidate. Standard library only; imports nothing above."""
