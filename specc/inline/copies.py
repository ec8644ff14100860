"""Copies what a program refers to."""

from __future__ import annotations

from specc.inline.dependencies import collect_dependencies
from specc.inline.rewrite import copy_definitions, symbol_of
from specc.ir.user_code import UserCode, UserName, UserReference
from specc.language.code import Files


def copy_references(
    references: tuple[UserReference, ...],
) -> tuple[UserCode, tuple[UserName, ...]]:
    """One copy of all that some references need, and the symbol of each; the rules have found no errors."""
    files = references[0].files
    assert isinstance(files, Files)
    dependencies = collect_dependencies(files, tuple((item.path, item.name) for item in references))
    code = copy_definitions(dependencies, [(item.section, item.origin) for item in references])
    return code, tuple(map(symbol_of, dependencies.wanted))
