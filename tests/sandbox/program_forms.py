"""Forms of whole programs, with the result of `python program.py < in > out` for each.

Data for `test_program_forms.py`. A row is a program, its input, and its expected output or end.
`needs` names a feature that the tier must have: `scratch` is a folder to write to, `writing` means
opening an existing file for writing.
"""

from __future__ import annotations

from program_form import Form
from program_forms_inside import END, SCRATCH, SELF, SYSTEM
from program_forms_streams import READ, WRITE

FORMS: dict[str, Form] = READ | WRITE | END | SELF | SYSTEM | SCRATCH
