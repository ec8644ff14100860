"""The templates, and what they can call.

Templates are beside the package in a checkout, where people look for them, and inside it in a wheel.
"""

from __future__ import annotations

import functools
import pathlib

import jinja2

from specc.emit.literals import docstring, literal


@functools.cache
def shipped_folder(name: str) -> pathlib.Path:
    """Where `templates` or `specs` are: in the package as installed, or beside it in a checkout."""
    package = pathlib.Path(__file__).resolve().parent.parent
    installed = package / "_shipped" / name
    return installed if installed.is_dir() else package.parent / name


@functools.cache
def environment() -> jinja2.Environment:
    """Jinja, strict about undefined names, and with nothing escaped but by `literal`."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(shipped_folder("templates"), encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.do"],
    )
    env.filters["literal"] = literal
    env.filters["docstring"] = docstring
    return env
