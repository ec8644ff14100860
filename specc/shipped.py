"""Paths of the folders that are shipped with specc.

Templates and gallery are beside the package in a checkout, and inside it in a wheel.
"""

from __future__ import annotations

import functools
import pathlib


@functools.cache
def shipped_folder(name: str) -> pathlib.Path:
    """Where `templates` or `specs` are: in the package as installed, or beside it in a checkout."""
    package = pathlib.Path(__file__).resolve().parent
    installed = package / "_shipped" / name
    return installed if installed.is_dir() else package.parent / name
