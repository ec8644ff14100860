"""Dispatch: each block of a spec is lowered by the module of the same name in this package.

`specc.language.models.mlp` is lowered by `specc.lower.models.mlp`, so a new type only needs a new module.
"""

from __future__ import annotations

import importlib
from typing import Any

from specc.language.block import Block


def lowering(block: Block) -> Any:
    """The function `lower` of the file that a block's class belongs to."""
    module = type(block).__module__.replace("specc.language.", "specc.lower.", 1)
    return importlib.import_module(module).lower
