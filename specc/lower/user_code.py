"""Code of the user's own in a program."""

from __future__ import annotations

import posixpath

from specc.ir.expr import Argument, Literal
from specc.ir.user_code import ImportedDefinition, Section, UserCall, UserReference
from specc.language.code import OwnCode, OwnFunction


def lower_call(spec: OwnFunction, origin: str, section: Section) -> UserCall:
    """The function, and the arguments that the spec has for it."""
    arguments = tuple(Argument(name, Literal(value)) for name, value in spec.args.items())
    return UserCall(lower_code(spec, origin, section), arguments)


def lower_code(spec: OwnCode, origin: str, section: Section) -> UserReference | ImportedDefinition:
    """What is to be copied, or an import, as the spec says."""
    if spec.inline:
        return UserReference(spec.name, spec.path, spec.files, origin, section)
    from specc.inline import modules  # which a spec without own code does not need

    files = spec.files
    needed = modules.needed(spec.path, files.texts, files.roots)
    return ImportedDefinition(spec.name, files.modules[spec.path], needed, origin)


def file_name(spec: OwnCode) -> str:
    """The name of the file in prose."""
    return posixpath.basename(spec.path)
