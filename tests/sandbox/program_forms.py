"""Forms of whole programs, with the result of `python program.py < in > out` for each.

Data for `test_program_forms.py`. A row is a program, its input, and either the output that it must
have or how it ends. `needs` names what a tier must offer: `scratch` is a folder to write to,
`writing` is opening a file that is there for writing.
"""

from __future__ import annotations

from program_form import Form
from program_forms_inside import END, SCRATCH, SELF, SYSTEM
from program_forms_streams import READ, WRITE

FORMS: dict[str, Form] = READ | WRITE | END | SELF | SYSTEM | SCRATCH
