"""The templates, and the few filters that they can use."""

from __future__ import annotations

import functools
from typing import Any

import jinja2

from specc.emit.compiled import CompiledTemplates
from specc.emit.literals import docstring, literal
from specc.shipped import shipped_folder

_FORM: dict[str, Any] = {
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "autoescape": False,
    "optimized": False,  # folding constants takes 5 ms, and rendering 1 ms with it or without
    "extensions": ["jinja2.ext.do"],
}
"""What decides what a template is compiled to."""


@functools.cache
def environment() -> jinja2.Environment:
    """Jinja, strict about undefined names, and with nothing escaped but by `literal`."""
    folder = shipped_folder("templates")
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder, encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        bytecode_cache=CompiledTemplates(folder, repr(_FORM)),
        auto_reload=False,
        cache_size=-1,
        **_FORM,
    )
    env.filters["literal"] = literal
    env.filters["docstring"] = docstring
    return env


def keep_compiled() -> None:
    """Keeps the bytecode of the templates that have been used, for the next process."""
    cache = environment().bytecode_cache
    assert isinstance(cache, CompiledTemplates)
    cache.keep()
