"""Facts that the built-in backends describe themselves by: a manifest has a field for each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import effbench.models
from effbench.base import ModelSection, Observed
from effbench.models.fitting import Settings
from effbench.models.known import Known

MODULES = {
    path.stem: ast.parse(path.read_text())
    for path in Path(effbench.models.__file__).parent.glob("*.py")
}


def described(tree: ast.Module) -> Iterator[str]:
    """The keys of the dictionaries in `describe`, and of those named `described`."""
    for node in ast.walk(tree):
        found: list[ast.expr | ast.stmt] = []
        if isinstance(node, ast.FunctionDef) and node.name == "describe":
            found = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
        elif (isinstance(node, ast.Assign) and "_described" in ast.unparse(node.targets[0])) or (
            isinstance(node, ast.keyword) and node.arg == "described"
        ):
            found = [node.value]
        for value in found:
            if isinstance(value, ast.Dict):
                yield from (str(key.value) for key in value.keys if isinstance(key, ast.Constant))


@pytest.mark.parametrize(
    "module", ["local", "openai_api", "reference", "replay", "tokens", "vllm_engine", "weights"]
)
def test_a_manifest_has_a_field_for_each_fact_of_a_backend(module: str) -> None:
    names = set(described(MODULES[module]))
    assert names
    assert names <= set(ModelSection.__struct_fields__) - {"details"}


def test_a_manifest_keeps_every_observation_of_a_server() -> None:
    known = Known(settings=Settings(cap=100, folded=True), left_out={"seed": "no seed"})
    known.shorten(50)
    observed = {**known.counts, "least_concurrency": 1, **known.describe()}
    assert observed.keys() == set(Observed.__struct_fields__)
    found = ModelSection().described({"kind": "openai", "observed": observed}).observed
    assert found is not None
    assert (found.max_tokens_sent, found.fewest_max_tokens_sent) == (100, 50)
