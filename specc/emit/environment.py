"""The templates, and the few filters that they can use."""

from __future__ import annotations

import functools

import jinja2

from specc.emit.literals import docstring, literal
from specc.shipped import shipped_folder


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
        optimized=False,  # folding constants takes 5 ms, and rendering 1 ms with it or without
        extensions=["jinja2.ext.do"],
    )
    env.filters["literal"] = literal
    env.filters["docstring"] = docstring
    return env
