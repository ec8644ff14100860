"""Nodes as text: each by its own template, which sees the fields of that node and nothing else.

What a template may write is decided by type, so that no string of a spec can become code:

    a node          its own template, in place; on a line of its own it is indented like that line
    an expression   its source, in parentheses where it needs them
    a number, …     its literal
    a string        itself, if it is a name; any other has to go through a filter that says what it is
                    to be: `literal`, `docstring`, `comment` or `wrapped`

`{{ slot("place") }}` is where other nodes add something; see `weave`.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jinja2

from specc.emit import words
from specc.emit.compiled import TemplateCache
from specc.emit.expressions import renderer
from specc.emit.literals import LINE_LENGTH, comment, docstring, literal
from specc.emit.namespace import Namespace
from specc.emit.phrases import phrase
from specc.emit.tables import TableLoader
from specc.emit.text import Origins, TemplateOrigins, Text
from specc.ir.expr import is_expr
from specc.ir.node import Phrase, Renderable, WithOrigin, is_node
from specc.ir.tree import field_names
from specc.shipped import shipped_folder

HOLE, HOLE_END, HEADER = "\ue003", "\ue004", "\ue005"
_NAME = re.compile(r"([A-Za-z_]\w*(\.[A-Za-z_]\w*)*|[ ,]*)\Z")  # or what separates names


_IN_TYPES = (
    *(ast.Expression, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.BinOp, ast.BitOr),
    *(ast.Constant, ast.Load),
)


class Source(str):
    """Text that may stand in a template's output as it is."""

    __slots__ = ()


class TemplateError(Exception):
    """A template writes something that it may not write."""


class _Environment(jinja2.Environment):
    """Marks the headers of a template, so that nothing that it writes can look like one."""

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """The source with a mark in place of each `#: `."""
        return re.sub("^#: ", HEADER, source, flags=re.MULTILINE)


_FORM: dict[str, Any] = {
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "autoescape": False,
    "optimized": False,  # folding constants takes 5 ms, and rendering 1 ms with it or without
}
"""What decides what a template is compiled to."""


@functools.cache
def environment() -> jinja2.Environment:
    """Jinja, strict about undefined names and about what is written."""
    folder = shipped_folder("templates")
    env = _Environment(
        loader=jinja2.ChoiceLoader(
            [TableLoader(folder), jinja2.FileSystemLoader(folder, encoding="utf-8")]
        ),
        undefined=jinja2.StrictUndefined,
        bytecode_cache=TemplateCache(folder, repr(sorted(_FORM))),
        auto_reload=False,
        cache_size=-1,
        finalize=_finalized,
        **_FORM,
    )
    env.filters["literal"] = lambda value: Source(literal(value))
    env.filters["annotation"] = _annotation
    env.filters["comment"] = lambda text: Source(comment(text))
    env.filters["thousands"] = lambda number: Source(f"{number:,}")
    env.filters["docstring"] = _docstring
    env.filters["wrapped"] = _wrapped
    env.globals["slot"] = lambda name: Source(f"{HOLE}{name}{HOLE_END}")
    env.globals["definitions"] = lambda name: Source(f"{HOLE}{name}:definitions{HOLE_END}")
    return env


@jinja2.pass_context
def _finalized(context: jinja2.runtime.Context, value: Any) -> str:
    write: Callable[[Any], str] = context["_write"]
    return write(value)


@jinja2.pass_context
def _docstring(context: jinja2.runtime.Context, value: Phrase) -> Source:
    return Source(phrase(value, context["_origins"]))


@jinja2.pass_context
def _wrapped(context: jinja2.runtime.Context, value: Phrase, width: int = LINE_LENGTH) -> Source:
    return Source(phrase(value, context["_origins"], width=width))


def _annotation(source: str) -> Source:
    """A type, which is checked to be one."""
    for node in ast.walk(ast.parse(source, mode="eval")):
        if not isinstance(node, _IN_TYPES):
            raise TemplateError(f"{source} is no type")
    return Source(source)


def save_template_cache() -> None:
    """Keeps the bytecode of the templates that have been used, for the next process."""
    cache = environment().bytecode_cache
    assert isinstance(cache, TemplateCache)
    cache.save()


class Renderer:
    """Renders nodes; what they are made of is known by number until they are woven.

    Args:
        names: gets the imports of the symbols in expressions.
        settings: the origins of settings, by their names.
        code: what definitions of the user's own are called.
        by_template: whether the origin of text is the template that writes it, not a path of the spec.
    """

    def __init__(
        self,
        names: Namespace,
        settings: Mapping[str, str] | None = None,
        code: Callable[[Any], str] | None = None,
        *,
        by_template: bool = False,
    ):
        self.origins = TemplateOrigins() if by_template else Origins()
        self.children: list[Renderable] = []
        self._code = code
        mark, found = self.origins.mark, settings or {}
        self._of_run = renderer(names, "c", mark, found)
        self._of_config = renderer(names, "self", mark, found)

    def render(self, node: Renderable) -> Text:
        """A node by its template, with holes for slots and for its own nodes."""
        folder = getattr(node, "folder", "")
        name = f"{folder}{node.template}.py.j2"
        template = environment().get_template(name)
        rendered = template.render(**_fields(node), **self._functions())
        return Text.parse(self.origins.of_node(rendered, node.origin, name))

    def _functions(self) -> dict[str, Any]:
        return {
            "_write": self._write,
            "_origins": self.origins,
            "write": lambda value: Source(self._write(value)),
            "config_expr": lambda value: Source(self._of_config(value)),
            "condition": lambda bounds, name: Source(words.condition(bounds, name)),
            "requirement": lambda bounds: Source(words.requirement(bounds)),
            "lines": lambda items: self._joined(items, "\n"),
            "listed": lambda items: self._joined(items, ", "),
            "spaced": lambda items: self._joined(items, " "),
            "commented": self._commented,
            "documented": self._documented,
            "message": self._message,
            "user_code": lambda code: Source(self._code(code) if self._code else code.name),
        }

    def _write(self, value: Any) -> str:
        match value:
            case Source() | jinja2.runtime.Undefined():
                return str(value)
            case WithOrigin(inner, origin):
                return self.origins.mark(self._write(inner), origin)
            case str():
                if value and not _NAME.match(value):
                    raise TemplateError(f"{value!r} is no name: use a filter, such as `literal`")
                return str(value)
            case _ if is_node(value):
                self.children.append(value)
                return f"{HOLE}{len(self.children) - 1}{HOLE_END}"
            case _ if is_expr(value):
                return self._of_run(value)
        return literal(value)

    def _joined(self, items: Iterable[Any], separator: str) -> Source:
        return Source(separator.join(map(self._write, items)))

    def _commented(self, line: str, note: str | WithOrigin) -> Source:
        """A line with a comment behind it, or below it as a string where there is no room."""
        text = note.value if isinstance(note, WithOrigin) else note
        if not text:
            return Source(line)
        mark = (
            functools.partial(self.origins.mark, name=note.origin)
            if isinstance(note, WithOrigin)
            else str
        )
        bare = Text.parse(line).chars
        if len(bare) + len(text) + 4 <= LINE_LENGTH - 4:  # fields of a class are indented
            return Source(f"{line}  # {mark(comment(text))}")
        return Source(f'{line}\n"""{mark(docstring(text))}"""')

    def _documented(self, text: Phrase) -> Source:
        """The docstring of a function, on lines of its own if it is long."""
        quoted = f'"""{phrase(text, self.origins)}"""'
        length = len(Text.parse(quoted).chars)
        if length + 4 <= LINE_LENGTH:
            return Source(quoted)
        # On two lines at least: black puts the quotes behind a single one.
        width = min(LINE_LENGTH - 7, length - 7)
        lines = phrase(text, self.origins, width=width).replace("\n", "\n    ")
        return Source(f'"""{lines}\n    """')

    def _message(self, first: str, second: str) -> Source:
        """The message of a check of settings, as two strings if one is too long for a line."""
        whole = f'f"{first}{second}"'
        if len(Text.parse(whole).chars) + 16 <= LINE_LENGTH:  # in a condition of a method, wrapped
            return Source(whole)
        return Source(f'f"{first}"\n    f"{second}"')


def _fields(node: Renderable) -> dict[str, Any]:
    """What a template sees: the fields of its node and what follows from them."""
    return {name: getattr(node, name) for name in _names(type(node))}


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    members = {name: value for base in reversed(kind.__mro__) for name, value in vars(base).items()}
    properties = (
        name
        for name, value in members.items()
        if isinstance(value, property) and not name.startswith("_")
    )
    return (*field_names(kind), *properties)


__all__ = ["HEADER", "HOLE", "HOLE_END", "Renderer", "Source", "save_template_cache"]
