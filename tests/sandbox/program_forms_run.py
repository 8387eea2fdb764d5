"""Run the forms of `program_forms.py` in one setting (`T1-bwrap`), and report the failures."""

from __future__ import annotations

import sys

from as_user import IMPOSSIBLE
from program_forms import FORMS

from effbench.base.errors import SandboxError
from effbench.sandbox import Limits, Sandbox

LIMITS = Limits(cpu_seconds=5, wall_seconds=30, memory_bytes=256 << 20)


def main() -> None:
    tier, _, shell = sys.argv[1].partition("-")
    lacks = {"T2": ("scratch",), "T3": ("scratch", "writing")}.get(tier, ())
    with Sandbox(tier, shell=shell or "auto") as sandbox:
        try:
            assert sandbox.tier == tier
        except SandboxError as error:
            print(error, file=sys.stderr)
            sys.exit(IMPOSSIBLE)
        failed = 0
        for name, form in FORMS.items():
            if form.needs in lacks:
                continue
            found = sandbox.run(form.source, "", [(form.stdin,)], LIMITS)
            values = (form.output,) if form.ended == "returned" else ()
            if found.ended != form.ended or found.values != values:
                failed += 1
                print(f"{name}: {found.ended} {found.detail} {found.values}")
    if not failed:
        print("all is well")


if __name__ == "__main__":
    main()
