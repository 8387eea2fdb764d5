"""Plug-ins: objects that installed distributions declare under a name, imported when chosen.

A distribution declares them as entry points. effbench declares its own in the same way; they are
read from `pyproject.toml` in a checkout and from the installed metadata otherwise, so that an
editable install needs no second `pip install` after a new one was added.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from effbench.base.errors import EffbenchError, UsageError
from effbench.base.foreign import one_line
from effbench.base.paths import PACKAGE

OURS = "effbench"
T = TypeVar("T")


@dataclass(frozen=True)
class Plugin:
    """One entry point."""

    name: str
    value: str
    """`module:attribute`."""
    distribution: str

    def load(self) -> Any:
        """Import the object. Raises UsageError that names the distribution if that fails."""
        module, _, attribute = self.value.partition(":")
        try:
            found: Any = importlib.import_module(module)
            for part in attribute.split("."):
                found = getattr(found, part)
        except EffbenchError:
            raise
        except (Exception, SystemExit) as error:
            raise UsageError(
                f"the plug-in {self.name!r} of {self.distribution} ({self.value}) can't be "
                f"imported: {type(error).__name__}: {one_line(error)}; fix or uninstall "
                f"{self.distribution}"
            ) from error
        return found


class Registry(Mapping[str, T], Generic[T]):
    """The plug-ins of one group by name. Only `registry[name]` imports anything.

    `kind` is the type that an object must have; `noun` names such an object in messages.
    """

    def __init__(self, group: str, kind: Any, noun: str) -> None:
        self.group, self._kind, self._noun = group, kind, noun

    def __iter__(self) -> Iterator[str]:
        return iter(declared(self.group))

    def __len__(self) -> int:
        return len(declared(self.group))

    def __contains__(self, name: object) -> bool:
        return name in declared(self.group)

    def __getitem__(self, name: str) -> T:
        """Import one. Raises KeyError if there is none, UsageError if it can't be used."""
        plugins = declared(self.group)[name]
        if len(plugins) > 1:
            both = " and ".join(plugin.distribution for plugin in plugins)
            raise UsageError(
                f"the {self._noun} {name!r} is declared by {both}: uninstall all but one of them"
            )
        found = plugins[0].load()
        if not isinstance(found, self._kind):
            kind = getattr(self._kind, "__name__", self._kind)
            raise UsageError(
                f"the {self._noun} {name!r} of {plugins[0].distribution} ({plugins[0].value}) is "
                f"of type {type(found).__name__}, not {kind}: see docs/plugins.md"
            )
        made: T = found
        return made

    def distributions(self, name: str) -> list[str]:
        """Return the distributions that declare `name`."""
        return [plugin.distribution for plugin in declared(self.group).get(name, ())]


@functools.cache
def declared(group: str) -> Mapping[str, tuple[Plugin, ...]]:
    """Return name -> the entry points of that name, sorted: installed metadata has no order."""
    from importlib import metadata  # takes long to import, like tomllib

    installed = [
        Plugin(point.name, point.value, point.dist.name if point.dist else "an unknown package")
        for point in metadata.entry_points(group=group)
    ]
    theirs = [plugin for plugin in installed if plugin.distribution != OURS]
    ours = _of_checkout(group)
    if ours is None:
        ours = [plugin for plugin in installed if plugin.distribution == OURS]
    if not ours:
        raise UsageError(
            f"this installation of effbench has no entry points for {group}: reinstall it "
            "(pip install --force-reinstall effbench)"
        )
    found: dict[str, tuple[Plugin, ...]] = {}
    for plugin in sorted([*ours, *theirs], key=lambda plugin: (plugin.name, plugin.distribution)):
        found[plugin.name] = (*found.get(plugin.name, ()), plugin)
    return found


def _of_checkout(group: str) -> list[Plugin] | None:
    """Return effbench's own entry points from its `pyproject.toml`; None outside a checkout."""
    import tomllib

    try:
        project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["project"]
        if project["name"] != OURS:
            return None
        points: Mapping[str, str] = project["entry-points"][group]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return [Plugin(name, value, OURS) for name, value in points.items()]
