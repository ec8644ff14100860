"""What the names stand for that a statement reads."""

from __future__ import annotations

import libcst as cst

from specc.inline import modules
from specc.inline.problems import Kind, Problem, UnsupportedCodeError
from specc.inline.resolver import Resolver
from specc.inline.source import NameReference, Source
from specc.inline.targets import Definition, Library, OwnModule, ResolvedName, Target

_DYNAMIC = {
    "globals": "it reaches names that cannot be seen here",
    "exec": "what it runs cannot be seen here",
    "eval": "what it reads cannot be seen here",
    "__import__": "what it imports cannot be seen here",
    "__file__": "the trainer is another file, in another folder",
    "__path__": "the trainer is no package",
    "__package__": "the trainer is in no package",
    "__spec__": "the trainer is another module",
}
_DYNAMIC_LIBRARY = {
    "importlib.import_module": "what it imports cannot be seen here",
    "sys.modules": "the trainer is another module",
    "inspect.currentframe": "it reaches names that cannot be seen here",
}


class Uses:
    """Resolves the names that statements read.

    Attributes:
        lazy: by file, the files that its functions import.
    """

    def __init__(self, resolver: Resolver):
        self.resolver = resolver
        self.lazy: dict[str, list[str]] = {}

    def find(self, source: Source, ref: NameReference) -> ResolvedName | None:
        """What a name stands for, if it is of the top level or of another file."""
        if ref.local is not None:
            if not self.resolver.is_own(source, ref.local):
                rest = self._rest(source, ref.node)
                full = f"{ref.local.target}.{rest}" if rest else ref.local.target
                self._check_library(source, ref.node, full)
                return None
            target = self.resolver.imported(source, ref.local)
            lazy = self.lazy.setdefault(source.path, [])
            if not isinstance(target, Library):
                lazy.append(target.path)
        elif (binding := self.resolver.binding(source, ref.name)) is not None:
            target = self.resolver.imported(source, binding)
        elif ref.name in source.defined:
            target = Definition(source.path, ref.name)
        else:
            if ref.name in _DYNAMIC:
                label = f"{ref.name}: {_DYNAMIC[ref.name]}"
                raise UnsupportedCodeError(Problem(Kind.DYNAMIC, source.place(ref.node), label))
            return None
        node, target = self._through(source, ref, target)
        rest = self._rest(source, node)
        use = ResolvedName(node, ref.name, target, rest)
        if isinstance(target, Library):
            self._check_library(source, node, use.full)
        return use

    def _rest(self, source: Source, node: cst.CSTNode) -> str:
        """The attributes that follow a name, with dots between them."""
        names = []
        parent = source.parents.get(node)
        while isinstance(parent, cst.Attribute) and parent.value is node:
            names.append(parent.attr.value)
            node, parent = parent, source.parents.get(parent)
        return ".".join(names)

    def _check_library(self, source: Source, node: cst.CSTNode, full: str) -> None:
        for name, why in _DYNAMIC_LIBRARY.items():
            if full == name or full.startswith(f"{name}."):
                problem = Problem(Kind.DYNAMIC, source.place(node), f"{name}: {why}")
                raise UnsupportedCodeError(problem)

    def _through(
        self, source: Source, ref: NameReference, target: Target
    ) -> tuple[cst.CSTNode, Definition | Library]:
        """From a file as an object to what is read of it: `layers.Dense`."""
        node = ref.node
        while isinstance(target, OwnModule):
            parent = source.parents.get(node)
            if not isinstance(parent, cst.Attribute) or parent.value is not node:
                label = f"{ref.name} is a file, and the trainer does not have that module"
                notes = ("import what is used of it by name",)
                problem = Problem(Kind.DYNAMIC, source.place(node), label, notes)
                raise UnsupportedCodeError(problem)
            above = source.parents.get(parent)
            if isinstance(above, cst.AssignTarget | cst.AugAssign):
                label = "a name of another file is assigned to"
                raise UnsupportedCodeError(Problem(Kind.DYNAMIC, source.place(parent), label))
            name, node = parent.attr.value, parent
            inner = modules.submodule(target.path, name, self.resolver.exists)
            if inner is not None and (
                target.path.endswith("/") or name not in self.resolver.source(target.path).names
            ):
                target = OwnModule(inner)
                continue
            if target.path.endswith("/"):
                label = f"there is no file of the module {name} in {self.resolver.files.shown(target.path)}"
                raise UnsupportedCodeError(Problem(Kind.NO_IMPORT, source.place(parent), label))
            try:
                target = self.resolver.export(target.path, name)
            except UnsupportedCodeError as error:
                given = error.problem
                if given.place is not None:
                    raise
                problem = Problem(Kind.NO_IMPORT, source.place(parent), given.label, given.notes)
                raise UnsupportedCodeError(problem) from None
        return node, target
