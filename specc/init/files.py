"""Paths as a spec has them."""

from __future__ import annotations

import os
import pathlib

SETS = {"evaluation": ("val", "valid", "validation", "eval"), "test": ("test",)}
"""What files and arrays beside those for training are called."""


def relative(path: pathlib.Path, folder: pathlib.Path) -> str:
    """A path from the folder of a spec, with `/` between folders."""
    return pathlib.PurePath(os.path.relpath(path, folder)).as_posix()
