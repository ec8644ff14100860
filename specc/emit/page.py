"""A trainer from top to bottom: the nodes of a page as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from specc.compose import compose
from specc.emit.check import problems
from specc.emit.formatting import format_page, line_origins
from specc.emit.imports import KNOWN, provide
from specc.emit.namespace import Namespace
from specc.emit.render import Renderer, save_template_cache
from specc.emit.signatures import infer
from specc.emit.syntax import PageError, Syntax, globals_read, imported_names
from specc.emit.text import Origins, Text, concatenated
from specc.emit.user_code import NamedCode
from specc.emit.weave import Weaver
from specc.fast_dataclasses import dataclass
from specc.ir.node import Renderable
from specc.ir.program import Program

_IMPORTS = "# imports\n"
_WORD = re.compile(r"\b[A-Za-z_]\w*")


@dataclass(frozen=True)
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
        return {
            number: frozenset(path for origin in at for path in self.origins.name(origin).split())
            for number, at in found.items()
        }


def emit(program: Program, *, file_name: str, by_template: bool = False) -> Page:
    """The page of a program; `file_name` is what people call it by.

    With `by_template`, its origins are the templates that write it, and not paths of the spec.
    """
    nodes = compose(program, file_name=file_name)
    assert program.config is not None
    settings = {field.name: field.origin for field in program.config.fields}
    own = NamedCode.of(program)
    if own.wanted:  # it gets names that nothing else has, so all else comes first
        draft = Namespace()
        text, _, origins = _woven(nodes, draft, settings, own, by_template=by_template)
        _import_all(Syntax(text, origins), draft)
        own = own.named(draft, text.chars)
    return assemble(nodes, settings, own, by_template=by_template)


def assemble(
    nodes: Sequence[Renderable],
    settings: Mapping[str, str] | None = None,
    own: NamedCode | None = None,
    *,
    by_template: bool = False,
) -> Page:
    """The page that some nodes make.

    Args:
        nodes: one of which has the slot `page`.
        settings: the origins of settings, by their names.
        own: code of the user's own.
        by_template: whether origins are templates.

    Raises:
        PageError: the page does not hold together.
    """
    names, own = Namespace(), own or NamedCode()
    text, declared, origins = _woven(nodes, names, settings or {}, own, by_template=by_template)
    save_template_cache()
    known = {*KNOWN, *names.targets, *own.defined}
    text = own.insert_into(infer(Syntax(text, origins), declared, known), origins)
    syntax = Syntax(text, origins)
    _import_all(syntax, names)
    if found := list(problems(syntax, names.targets.keys(), own.defined)):
        raise PageError("\n".join(found))
    place = text.chars.index(_IMPORTS)
    imports = _imports(text, place, names.imports(), origins)
    complete = text.edited([(place, place + len(_IMPORTS), imports)])
    longer = len(complete) - len(text)
    gaps = [
        (start, end) if start < place else (start + longer, end + longer)
        for start, end in syntax.gaps()
    ]
    return Page(format_page(complete.chars, gaps), complete, origins)


def _woven(
    nodes: Sequence[Renderable],
    names: Namespace,
    settings: Mapping[str, str],
    own: NamedCode,
    *,
    by_template: bool,
) -> tuple[Text, str, Origins]:
    """The text of all nodes, the types of what functions exchange, and the origins."""
    renderer = Renderer(
        names, settings, lambda code: own.resolve(code, names), by_template=by_template
    )
    weaver = Weaver(renderer, nodes)
    declared = weaver.content("names", "\n").chars
    return weaver.page(), declared, renderer.origins


def _import_all(syntax: Syntax, names: Namespace) -> None:
    """Imports what a page reads, does not define, and what is known."""
    defined = {name for name, _ in syntax.definitions()}
    for name in sorted((globals_read(syntax.table) - defined - names.targets.keys()) & KNOWN):
        provide(name, names)


def _imports(text: Text, place: int, imports: str, origins: Origins) -> Text:
    """The imports of a page, which have a place in it; each comes from all that reads its names."""
    readers: dict[str, set[str]] = {}
    for word in _WORD.finditer(text.chars):
        readers.setdefault(word[0], set()).add(text.origins[word.start()])
    lines = []
    for line in f"{imports}\n".splitlines(keepends=True):
        read = {origin for name in imported_names(line) for origin in readers.get(name, ())}
        paths = sorted({path for origin in read for path in origins.name(origin).split()})
        origin = origins.character(" ".join(paths)) if paths else text.origins[place]
        lines.append(Text.of(line, origin))
    return concatenated(lines)
