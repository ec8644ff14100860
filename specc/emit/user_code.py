"""User code on the page: its definitions in their places, under names that nothing else has.

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

from specc.emit.namespace import Namespace
from specc.emit.text import Origins, Text
from specc.fast_dataclasses import dataclass
from specc.ir.program import Program
from specc.ir.tree import outermost
from specc.ir.user_code import ImportedDefinition, InlinedDefinition, Section, UserCode, UserImport

_PLACE = re.compile(r"^# own code: ([a-z]+)$", re.MULTILINE)
Definition = InlinedDefinition | ImportedDefinition


@dataclass(frozen=True)
class NamedCode:
    """The definitions that a program has from the user's files, and what they are called.

    Attributes:
        wanted: what the program refers to.
        code: the copies, if there are any.
        names: of what is wanted; none until that is decided.
        texts: the definitions of each section.
        defined: every name that the texts bind.
        imports: what they need.
    """

    wanted: tuple[Definition, ...] = ()
    code: UserCode | None = None
    names: Mapping[Definition, str] = dataclasses.field(default_factory=dict)
    texts: Mapping[Section, str] = dataclasses.field(default_factory=dict)
    defined: tuple[str, ...] = ()
    imports: tuple[UserImport, ...] = ()

    @classmethod
    def of(cls, program: Program) -> NamedCode:
        """What a program uses, still without names."""
        return cls(
            tuple(dict.fromkeys(outermost(program, (InlinedDefinition, ImportedDefinition)))),
            program.user_code,
        )

    def named(self, draft: Namespace, text: str) -> NamedCode:
        """The same with names that neither the rest of the page nor its imports have.

        Args:
            draft: the namespace of that page.
            text: of it, without own code.
        """
        tree = ast.parse(text)
        taken = dict.fromkeys(_names(tree, {code.name for code in self.wanted}), "") | draft.targets
        names: dict[Definition, str] = {}
        for code in self.wanted:
            if isinstance(code, ImportedDefinition):
                names[code] = name = _alias(code, taken)
                taken[name] = f"{code.module}.{code.name}"
        if self.code is None:
            return NamedCode(self.wanted, None, names)
        from specc.inline.naming import with_names

        found = with_names(self.code, taken)
        for code in self.wanted:
            if isinstance(code, InlinedDefinition):
                names[code] = found.names[code.target]
        return NamedCode(self.wanted, self.code, names, found.parts, found.defined, found.imports)

    def resolve(self, code: Definition, names: Namespace) -> str:
        """What a definition is called, with all that it takes to use it."""
        if not self.names:
            return code.name
        name = self.names[code]
        if isinstance(code, ImportedDefinition):
            return names.own(code.module, code.name, "" if name == code.name else name)
        for defined in self.defined:
            names.define(defined)
        for item in self.imports:
            names.import_name(item.module, item.name, item.alias)
        return name

    def insert_into(self, text: Text, origins: Origins) -> Text:
        """The page with the definitions where their places are."""
        sections = self.code.sections if self.code else ()
        found: dict[str, Text] = {
            item.section: Text.of(
                self.texts[item.section].strip("\n"), origins.character(item.origin)
            )
            for item in sections
        }
        nothing = Text.of("", origins.character(""))
        edits = [
            (place.start(), place.end(), found.get(place[1], nothing))
            for place in _PLACE.finditer(text.chars)
        ]
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
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            inner = list(ast.walk(node))
            names = [item for item in inner if isinstance(item, ast.Name)]
            if used & {item.id for item in names}:
                yield from (item.arg for item in inner if isinstance(item, ast.arg))
                yield from (item.id for item in names if isinstance(item.ctx, ast.Store))
