"""Keeps pydantic from looking for plugins: whatever is installed must not affect specs.

pydantic has a variable for that, but imports the reader of package metadata first, which is 5 % of a
`check`. So its search is replaced before pydantic is imported. All else in that module stays pydantic's.
"""

from __future__ import annotations

import importlib
import os
import sys
import types
from typing import Any

_SEARCH = "pydantic.plugin._loader"


class _NoPlugins(types.ModuleType):
    """In place of pydantic's module that searches."""

    @staticmethod
    def get_plugins() -> tuple[()]:
        """None are used."""
        return ()

    def __getattr__(self, name: str) -> Any:
        """What another version of pydantic has there, from the module itself."""
        if name.startswith("__"):
            raise AttributeError(name)
        del sys.modules[_SEARCH]
        return getattr(importlib.import_module(_SEARCH), name)


def disable() -> None:
    """Has no effect on a pydantic that has searched already."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.modules.setdefault(_SEARCH, _NoPlugins(_SEARCH))
