"""Code of the user's own on the page: one copy of all that the program takes, named apart from the rest."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from specc.emit.formatting import Whole
from specc.emit.namespace import Namespace
from specc.ir.program import Program
from specc.lower.own import Imported, Taken

_PLACEHOLDER = "#: own code"
_DEFINED = re.compile(r"^(?:(?:async )?def |class )?([A-Za-z_]\w*) ?[(:=]", re.MULTILINE)
_LOCALS = ("c", "rngs")
"""What the functions that use the user's definitions call their own arguments."""


@dataclasses.dataclass(frozen=True)
class Own:
    """All definitions that a program takes from the user's files.

    Attributes:
        text: the definitions; none until they have names.
        names: what they are called, in the order of `wanted`.
        defined: every name that the text binds.
        imports: what it needs: module, name and alias of each.
    """

    wanted: tuple[Taken, ...]
    text: str = ""
    names: tuple[str, ...] = ()
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
        from specc.inline.bring import bring_in
        from specc.inline.follow import follow

        defined = {name for section in body for name in _DEFINED.findall(section)}
        taken = dict.fromkeys((*defined, *_LOCALS), "") | draft.targets
        followed = follow(
            self.wanted[0].files, tuple((code.path, code.name) for code in self.wanted)
        )
        found = bring_in(followed, taken)
        return Own(
            self.wanted,
            found.text,
            found.names,
            found.defined,
            tuple((item.module, item.name, item.alias) for item in found.imports),
        )

    def use(self, code: Taken | Imported, names: Namespace) -> str:
        """What a definition is called, with all that it takes to use it."""
        if isinstance(code, Imported):
            return names.own(code.module, code.name)
        if not self.names:
            return code.name
        for name in self.defined:
            names.define(name)
        for item in self.imports:
            names.bring(*item)
        return self.names[self.wanted.index(code)]

    def placeholder(self) -> str:
        """The line where the definitions will stand."""
        return f"\n\n\n{_PLACEHOLDER}\n\n\n" if self.wanted else ""

    def parts(self, section: str) -> Iterator[str]:
        """A section, with the definitions where their place is."""
        before, _, after = section.partition(f"{_PLACEHOLDER}\n")
        yield before
        if after:
            yield Whole(self.text)
            yield after


def _taken(node: object) -> Iterator[Taken]:
    if isinstance(node, Taken):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from _taken(item)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _taken(getattr(node, field.name))
