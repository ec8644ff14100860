"""Scopes: the settings of each of several networks have its name before theirs."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar

from specc.ir.expr import Name, Setting
from specc.ir.schedule import Schedule
from specc.ir.settings import Derived, Field, IndexCheck, RoomCheck
from specc.lower.settings import Settings

_Tree = TypeVar("_Tree")
_SCHEDULE = re.compile(r"make_(?:(\w+)_)?schedule\Z")


class Scope:
    """What is lowered for one network, before it is merged into the settings of the run.

    Args:
        name: of the network; empty if it is the only one, whose settings keep their names.
        path: of its blocks in the spec, "networks.discriminator."; empty for `model:` and `optimizer:`.
        settings: of the run.
    """

    def __init__(self, name: str, path: str, settings: Settings):
        self.name = name
        self.path = path
        self.settings = Settings() if name else settings
        self._merged: dict[str, int] = {}

    def merge(self, settings: Settings) -> None:
        """Adds the settings that the network has by now to those of the run."""
        if not self.name:
            return
        for kind in ("fields", "derived", "schedules", "cross_checks"):
            found = tuple(getattr(self.settings, kind)[self._merged.get(kind, 0) :])
            self._merged[kind] = len(getattr(self.settings, kind))
            getattr(settings, kind).extend(self.renamed(found))

    def renamed(self, tree: _Tree) -> _Tree:
        """Nodes with the names and origins that the network's have in the run."""
        if not self.name:
            return tree
        own = {field.name for field in self.settings.fields}
        own |= {item.name for item in self.settings.derived}
        found: _Tree = self._renamed(tree, frozenset(own))
        return found

    def _renamed(self, node: Any, own: frozenset[str]) -> Any:
        if isinstance(node, tuple) and not hasattr(node, "_fields"):
            return tuple(self._renamed(item, own) for item in node)
        if not dataclasses.is_dataclass(node) or isinstance(node, type):
            return node
        changes = {
            field.name: self._renamed(getattr(node, field.name), own)
            for field in dataclasses.fields(node)
            if field.init
        }
        match node:
            case Setting(name) if name in own:
                changes["name"] = f"{self.name}_{name}"
            case Name(name) if made := _SCHEDULE.match(name):
                changes["name"] = self._function(made[1])
            case Field() | Derived():
                changes["name"] = f"{self.name}_{node.name}"
            case RoomCheck():
                changes["names"] = tuple(f"{self.name}_{name}" for name in node.names)
            case IndexCheck():
                changes |= {
                    "name": f"{self.name}_{node.name}",
                    "items": f"{self.name}_{node.items}",
                }
            case Schedule():
                made = _SCHEDULE.match(node.function)
                changes["quantity"] = f"{self.name}_{node.quantity}"
                changes["function"] = self._function(made[1] if made else None)
        if self.path and isinstance(changes.get("origin"), str):
            changes["origin"] = " ".join(self._origin(one) for one in changes["origin"].split())
        return type(node)(**changes)

    def _function(self, quantity: str | None) -> str:
        return f"make_{self.name}_{quantity}_schedule" if quantity else f"make_{self.name}_schedule"

    def _origin(self, origin: str) -> str:
        block = origin.partition(".")[0]
        return f"{self.path}{origin}" if block in ("model", "optimizer", "average") else origin
