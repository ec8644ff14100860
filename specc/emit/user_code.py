"""User code on the page: a single copy of all definitions, with unique names.

Each definition stands in the first section that uses it, after what it needs. Names are chosen when the rest
of the page is known, so the page is woven twice: once to see its names, once with those of the user's code.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import keyword
import re
from collections.abc import Iterator, Mapping
from typing import get_args

from specc.emit.namespace import Namespace
from specc.emit.text import Origins, Text
from specc.fast_dataclasses import dataclass
from specc.ir.program import Program
from specc.ir.user_code import ImportedDefinition, InlinedDefinition, Section

_PLACE = re.compile(r"^# own code: ([a-z]+)$", re.MULTILINE)


@dataclass(frozen=True)
class UserCode:
    """All definitions that a program has from the user's files.

    Attributes:
        names: what they are called; none until that is decided.
        texts: the definitions of each section.
        defined: every name that the texts bind.
        imports: what they need: module, name and alias of each.
    """

    wanted: tuple[InlinedDefinition | ImportedDefinition, ...]
    names: Mapping[InlinedDefinition | ImportedDefinition, str] = dataclasses.field(
        default_factory=dict
    )
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    defined: tuple[str, ...] = ()
    imports: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of(cls, program: Program) -> UserCode:
        """What a program uses, still without names."""
        return cls(tuple(dict.fromkeys(_used(program))))

    def named(self, draft: Namespace, text: str) -> UserCode:
        """The same with names that neither the rest of the page nor its imports have.

        Args:
            draft: the namespace of that page.
            text: of it, without own code.
        """
        tree = ast.parse(text)
        taken = dict.fromkeys(_names(tree, {code.name for code in self.wanted}), "") | draft.targets
        names: dict[InlinedDefinition | ImportedDefinition, str] = {}
        for code in self.wanted:
            if isinstance(code, ImportedDefinition):
                names[code] = name = _alias(code, taken)
                taken[name] = f"{code.module}.{code.name}"
        copied = [code for code in self.wanted if isinstance(code, InlinedDefinition)]
        if not copied:
            return UserCode(self.wanted, names)
        from specc.inline.dependencies import collect_dependencies
        from specc.inline.rewrite import inline_code
        from specc.language.code import Files

        files = copied[0].files
        assert isinstance(files, Files)
        order = get_args(Section)
        dependencies = collect_dependencies(files, tuple((code.path, code.name) for code in copied))
        found = inline_code(dependencies, taken, [order.index(code.section) for code in copied])
        names |= dict(zip(copied, found.names, strict=True))
        return UserCode(
            self.wanted,
            names,
            {section: part for section, part in zip(order, found.parts, strict=False) if part},
            found.defined,
            tuple((item.module, item.name, item.alias) for item in found.imports),
        )

    def resolve(self, code: InlinedDefinition | ImportedDefinition, names: Namespace) -> str:
        """What a definition is called, with all that it takes to use it."""
        if not self.names:
            return code.name
        name = self.names[code]
        if isinstance(code, ImportedDefinition):
            return names.own(code.module, code.name, "" if name == code.name else name)
        for defined in self.defined:
            names.define(defined)
        for item in self.imports:
            names.import_name(*item)
        return name

    def insert_into(self, text: Text, origins: Origins) -> Text:
        """The page with the definitions where their places are."""
        places = list(_PLACE.finditer(text.chars))
        edits = []
        for place in places:
            origin = next(
                (
                    code.origin
                    for code in self.wanted
                    if isinstance(code, InlinedDefinition) and code.section == place[1]
                ),
                "",
            )
            part = self.texts.get(place[1], "").strip("\n")
            edits.append((place.start(), place.end(), Text.of(part, origins.character(origin))))
        return text.edited(edits)


def _alias(code: ImportedDefinition, taken: Mapping[str, str]) -> str:
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


def _names(tree: ast.Module, used: set[str]) -> Iterator[str]:
    """What a page defines, and the arguments and variables of functions that use any of some names."""
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
        if isinstance(node, ast.FunctionDef):
            inner = list(ast.walk(node))
            names = [item for item in inner if isinstance(item, ast.Name)]
            if used & {item.id for item in names}:
                yield from (item.arg for item in inner if isinstance(item, ast.arg))
                yield from (item.id for item in names if isinstance(item.ctx, ast.Store))


def _used(node: object) -> Iterator[InlinedDefinition | ImportedDefinition]:
    if isinstance(node, InlinedDefinition | ImportedDefinition):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from _used(item)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _used(getattr(node, field.name))
