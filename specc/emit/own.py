"""Code of the user's own on the page: one copy of all that the program takes, named apart from the rest.

Each definition stands in the first section that uses it, with what it needs before it.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from specc.emit.formatting import Whole
from specc.emit.namespace import Namespace
from specc.ir.program import Program
from specc.lower.own import Imported, Section, Taken

_PLACEHOLDER = "#: own code of the {}"
_PLACE = re.compile(rf"^{_PLACEHOLDER.format('([a-z]+)')}\n", re.MULTILINE)
_DEFINED = re.compile(r"^(?:(?:async )?def |class )?([A-Za-z_]\w*) ?[(:=]", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Own:
    """All definitions that a program takes from the user's files.

    Attributes:
        names: what they are called; none until that is decided.
        texts: the definitions of each section.
        defined: every name that the texts bind.
        imports: what they need: module, name and alias of each.
    """

    wanted: tuple[Taken | Imported, ...]
    names: Mapping[Taken | Imported, str] = dataclasses.field(default_factory=dict)
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    defined: tuple[str, ...] = ()
    imports: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of(cls, program: Program) -> Own:
        """What a program takes, still without names."""
        return cls(tuple(dict.fromkeys(_taken(program))))

    def named(self, draft: Namespace, body: Sequence[str]) -> Own:
        """The same with names that neither the rest of the page nor its imports have.

        Args:
            draft: the namespace of that page.
            body: its sections, without own code.
        """
        defined = {name for section in body for name in _DEFINED.findall(section)}
        hidden = _locals(body, {code.name for code in self.wanted})
        taken = dict.fromkeys((*defined, *hidden), "") | draft.targets
        names: dict[Taken | Imported, str] = {}
        for code in self.wanted:
            if isinstance(code, Imported):
                names[code] = name = _alias(code, taken)
                taken[name] = f"{code.module}.{code.name}"
        copied = [code for code in self.wanted if isinstance(code, Taken)]
        if not copied:
            return Own(self.wanted, names)
        from specc.inline.follow import follow
        from specc.inline.rewrite import inline_code

        order = get_args(Section)
        followed = follow(copied[0].files, tuple((code.path, code.name) for code in copied))
        found = inline_code(followed, taken, [order.index(code.section) for code in copied])
        names |= dict(zip(copied, found.names, strict=True))
        return Own(
            self.wanted,
            names,
            {section: text for section, text in zip(order, found.parts, strict=False) if text},
            found.defined,
            tuple((item.module, item.name, item.alias) for item in found.imports),
        )

    def use(self, code: Taken | Imported, names: Namespace) -> str:
        """What a definition is called, with all that it takes to use it."""
        if not self.names:
            return code.name
        name = self.names[code]
        if isinstance(code, Imported):
            return names.own(code.module, code.name, "" if name == code.name else name)
        for defined in self.defined:
            names.define(defined)
        for item in self.imports:
            names.bring(*item)
        return name

    def placeholder(self, section: str) -> str:
        """The line where the definitions of a section will stand, if it has any."""
        return f"\n\n\n{_PLACEHOLDER.format(section)}\n\n\n" if section in self.texts else ""

    def parts(self, section: str) -> Iterator[str]:
        """A section of the page, with the definitions where their places are."""
        for number, part in enumerate(_PLACE.split(section)):
            yield Whole(self.texts[part]) if number % 2 else part


def _alias(code: Imported, taken: Mapping[str, str]) -> str:
    """The name of an import: its own, unless something else has that."""
    from specc.inline.naming import candidates

    path = f"{code.module.rpartition('.')[2]}.py"
    return next(
        name
        for name in candidates(code.name, path)
        if taken.get(name, f"{code.module}.{code.name}") == f"{code.module}.{code.name}"
        and not keyword.iskeyword(name)
        and not hasattr(builtins, name)
    )


def _locals(body: Sequence[str], used: set[str]) -> set[str]:
    """What the functions that use any of some names call their arguments and variables."""
    found: set[str] = set()
    for node in ast.parse("\n".join(body)).body:
        if isinstance(node, ast.FunctionDef):
            inner = list(ast.walk(node))
            names = [item for item in inner if isinstance(item, ast.Name)]
            if used & {item.id for item in names}:
                found |= {item.arg for item in inner if isinstance(item, ast.arg)}
                found |= {item.id for item in names if isinstance(item.ctx, ast.Store)}
    return found


def _taken(node: object) -> Iterator[Taken | Imported]:
    if isinstance(node, Taken | Imported):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from _taken(item)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _taken(getattr(node, field.name))
