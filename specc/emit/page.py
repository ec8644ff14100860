"""A trainer from top to bottom: the nodes of a page as text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from specc.compose import compose
from specc.emit.check import problems
from specc.emit.formatting import format_page, line_origins
from specc.emit.imports import KNOWN, provide
from specc.emit.namespace import Namespace
from specc.emit.render import Renderer, keep_compiled
from specc.emit.signatures import infer
from specc.emit.syntax import PageError, Syntax, globals_read
from specc.emit.text import Origins, Text
from specc.emit.weave import Weaver
from specc.ir.node import Node
from specc.ir.program import Program

_IMPORTS = "# imports\n"


@dataclasses.dataclass(frozen=True)
class Page:
    """The text of a trainer, and the origins of its lines.

    Attributes:
        text: as black lays it out.
        source: before that, each character with its origin.
    """

    text: str
    source: Text
    origins: Origins

    def lines(self) -> dict[int, frozenset[str]]:
        """The origins of each line that is not empty, by its number from 1."""
        found = line_origins(self.source, self.text)
        return {number: frozenset(map(self.origins.name, set(at))) for number, at in found.items()}


def emit(program: Program, *, file_name: str) -> Page:
    """The page of a program; `file_name` is what people call it by."""
    nodes = compose(program, file_name=file_name)
    assert program.config is not None
    settings = {field.name: field.origin for field in program.config.fields}
    return assemble(nodes, settings)


def assemble(
    nodes: Sequence[Node],
    settings: Mapping[str, str] | None = None,
    code: Callable[[Any], str] | None = None,
    names: Namespace | None = None,
) -> Page:
    """The page that some nodes make.

    Args:
        nodes: one of which has the slot `page`.
        settings: the origins of settings, by their names.
        code: what definitions of the user's own are called.
        names: what is imported already.

    Raises:
        PageError: the page does not hold together.
    """
    names = names or Namespace()
    renderer = Renderer(names, settings, code)
    weaver = Weaver(renderer, nodes)
    declared = weaver.content("names", "\n")
    text = weaver.page()
    keep_compiled()
    syntax = Syntax(text, renderer.origins)
    known = KNOWN | names.targets.keys()
    text = infer(syntax, declared.chars, known)
    syntax = Syntax(text, renderer.origins)
    defined = {name for name, _ in syntax.definitions()}
    for name in sorted(globals_read(syntax.table) - defined):
        if name in KNOWN:
            provide(name, names)
    text = _with_imports(text, names.imports())
    syntax = Syntax(text, renderer.origins)
    if found := list(problems(syntax)):
        raise PageError("\n".join(found))
    return Page(format_page(text.chars), text, renderer.origins)


def _with_imports(text: Text, imports: str) -> Text:
    place = text.chars.index(_IMPORTS)
    block = Text.of(f"{imports}\n", text.origins[place])
    return text.edited([(place, place + len(_IMPORTS), block)])
