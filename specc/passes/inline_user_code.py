"""Copies the definitions that a program refers to in the user's files."""

from __future__ import annotations

import dataclasses

from specc.ir.program import Program
from specc.ir.tree import outermost, replaced
from specc.ir.user_code import InlinedDefinition, UserReference


def transform(program: Program) -> Program:
    """User code is in the program, as text in which names are symbols, and no file is needed any more."""
    references = tuple(dict.fromkeys(outermost(program, UserReference)))
    if not references:
        return program
    from specc.inline.copies import copy_references  # with libcst, which takes time to import

    code, targets = copy_references(references)
    definitions = {
        reference: InlinedDefinition(reference.name, target, reference.origin, reference.section)
        for reference, target in zip(references, targets, strict=True)
    }

    def defined(node: object) -> InlinedDefinition | None:
        return definitions[node] if isinstance(node, UserReference) else None

    changed = replaced(program, defined)
    return dataclasses.replace(changed, user_code=code)


def postcondition(program: Program) -> bool:
    """Nothing refers to a file."""
    return not any(outermost(program, UserReference))
