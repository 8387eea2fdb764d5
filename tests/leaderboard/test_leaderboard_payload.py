"""Data files, facets and highlighted code: untrusted text stays data."""

import json
import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.base import MachineSection, ModelSection
from effbench.leaderboard import facets, payload
from effbench.leaderboard.code import MAX_LINE, MAX_SHOWN, highlighted
from effbench.leaderboard.taskviews import page_name
from effbench.leaderboard.writing import _OURS

texts = st.text(max_size=40) | st.sampled_from(
    ["</script>", "'+alert(1)+'", "\\", "\u2028", "__proto__", "\ud800"]
)


def in_javascript(literal):
    """Decode a single-quoted literal with our escapes as JavaScript does."""
    return re.sub(
        r"\\(x[0-9a-f]{2}|.)",
        lambda m: chr(int(m[1][1:], 16)) if len(m[1]) == 3 else m[1],
        literal,
    )


@given(st.dictionaries(texts, texts | st.lists(texts, max_size=3) | st.floats(-9, 9), max_size=4))
def test_a_data_file_holds_what_was_put_in_and_ends_nothing(data):
    text = payload.script("s00000000", data)
    head, tail = "effbench.receive('s00000000','", "');\n"
    assert text.startswith(head) and text.endswith(tail) and text.isascii()
    body = text[len(head) : -len(tail)]
    assert not set("<>&\n") & set(body)
    assert not re.search(r"(?<!\\)(?:\\\\)*'", body)
    assert json.loads(in_javascript(body)) == json.loads(json.dumps(data))


@given(st.text(max_size=60))
def test_every_task_has_a_file_name_that_is_ours(task_id):
    name = page_name("s0123abcd", task_id)
    assert _OURS.fullmatch(name)
    assert name != page_name("s0123abcd", task_id + "x")


@given(st.text(max_size=200))
def test_code_is_escaped_whatever_it_is(source):
    html = highlighted(source)
    assert set(re.findall(r"<[^>]*>", re.sub(r'<span class="[a-z0-9 ]+">', "<span>", html))) <= {
        "<span>",
        "</span>",
    }
    assert html.count("<span") == html.count("</span>")


def test_long_code_is_cut():
    shown = re.sub(r"<[^>]*>", "", highlighted("a" * (MAX_SHOWN + 10))).rstrip("\n")
    assert len(shown) == MAX_SHOWN and shown.endswith("…")


def test_code_with_a_long_line_has_no_colours():
    """Pygments' time is quadratic in this line's length."""
    assert highlighted("case" + " " * MAX_LINE + "<") == "case" + " " * MAX_LINE + "&lt;"
    assert "<span" in highlighted("import a\n" * 500)


def run(**model):
    manifest = SimpleNamespace(
        model=ModelSection(**model), machine=MachineSection(), publishable=None
    )
    return SimpleNamespace(manifest=manifest, badges=("self-reported",))


@pytest.mark.parametrize(
    ("count", "size"),
    [
        (7e9, "3 to 10 B"), (3_000_000_000, "up to 3 B"), (4e10, "10 to 40 B"), (41e9, "over 40 B"),
        (0, "not said"), (-1, "not said"),
        (float("inf"), "not said"), (None, "not said"),
    ],
)  # fmt: skip
def test_size_classes(count, size):
    assert facets.facets(run(parameters=count))["size"] == [size]


def test_facets_take_only_what_is_well_formed():
    found = facets.facets(run(tags=("a", "a", "", "b" * 99, *"cdefghijk")))
    assert found["weights"] == ["not said"]
    assert found["tag"][:2] == ["a", "b" * 39 + "…"] and len(found["tag"]) == 8
    assert facets.facets(run(open_weights=True))["weights"] == ["open"]
    assert facets.facets(run())["tag"] == []
    assert set(found) == set(facets.NAMES)
