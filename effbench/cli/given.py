"""Reject options that a command would ignore, and name them in the error.

This module knows which options go together. An option counts as given only if it is on the command
line. Defaults and calls from Python do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from effbench.base import FORMATS, DataError, UsageError
from effbench.cli.guard import CONTEXT

SERVER = ("base_url", "concurrency", "rpm", "tpm", "server_n", "request_timeout")
WEIGHTS = ("backend", "tensor_parallel", "device", "dtype", "batch_size")
FOLDER_DECIDES = (
    "name", "suite", "split", "suite_seed", "n_samples", "seed", "out", "answered_only",
    "missing_as_wrong",
)  # fmt: skip  # a list


def given(*names: str) -> list[str]:
    """The long option names of those parameters in `names` that are on the command line."""
    context = CONTEXT.get()
    if context is None:
        return []
    spelled = {
        parameter.name: max(parameter.opts, key=len)
        for parameter in context.command.params
        if parameter.param_type_name == "option"
    }
    found = []
    for name in names:
        source = context.get_parameter_source(name) if name in spelled else None
        if source is not None and source.name == "COMMANDLINE":
            found.append(spelled[name])
    return found


def refuse(names: Sequence[str], why: str) -> None:
    """Raise UsageError if any parameter in `names` was given. `why` explains where it belongs."""
    found = given(*names)
    if found:
        raise UsageError(f"{', '.join(found)}: {why}")


def one_of(*names: str) -> None:
    """Raise UsageError if more than one of these parameters was given."""
    found = given(*names)
    if len(found) > 1:
        raise UsageError(f"{' and '.join(found)}: give only one of them")


def parse_ks(text: str | None) -> tuple[int, ...]:
    """Parse the value of --k, `2,3`, into sorted numbers; () for None. Raises UsageError."""
    if text is None:
        return ()
    try:
        ks = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        raise UsageError(f"--k {text}: give numbers separated by commas, such as 2,3") from None
    from effbench.score import check_ks

    try:
        check_ks(ks)
    except DataError as error:
        raise UsageError(f"--k: {error}") from None
    return ks


def check_suite(settings: Mapping[str, Any]) -> None:
    """Raise UsageError if an option that selects tasks does not apply to the suite."""
    from effbench.tasks import registry

    suite = settings["suite"]
    if registry.of_full_name(suite):
        refuse(["suite_path"], f"--suite {suite} is built in; to add task files, use --tasks-path")
    else:
        built_in = ", ".join(registry.NAMES)
        why = f"only for the built-in suites ({built_in}), not for --suite {suite}"
        refuse(["tasks_path", "split", "suite_seed", "suite_seed_file"], why)


def check_model(settings: Mapping[str, Any]) -> None:
    """Raise UsageError if an option does not apply to this kind of model."""
    from effbench.models import MODELS

    model = str(settings["model"])
    kind = model.partition(":")[0] if ":" in model else "a folder"
    from_plugin = kind in MODELS and kind not in ("openai", "replay", "reference")
    if kind != "openai" and not from_plugin:
        refuse(SERVER, f"only for a server (--model openai:NAME), not for {model}")
    if kind in ("openai", "replay", "reference"):
        refuse(WEIGHTS, f"only for weights on this machine, not for {model}")
    if kind != "replay":
        why = f"only for recorded answers (a file, or --model replay:FILE), not for {model}"
        refuse(["answered_only", "missing_as_wrong"], why)


def check_judging(settings: Mapping[str, Any]) -> None:
    """Raise UsageError if an option does not apply to this executor."""
    if settings["executor"] == "local":
        refuse(["timing_lanes"], "only with --executor ray")


def check_machine_readable(as_json: bool, form: str) -> None:
    """Raise UsageError if --json is combined with a --format other than json."""
    if as_json and form != "json":
        refuse(["form"], "conflicts with --json; give only one of them")


def table_or_json(form: str, as_json: bool = False) -> str:
    """Return the form of a printed table: one of FORMATS, or `json`. Raises UsageError."""
    check_machine_readable(as_json, form)
    if form not in (*FORMATS, "json"):
        raise UsageError(f"--format {form}: choose one of {', '.join(FORMATS)}, json")
    return "json" if as_json else form
