"""Copies the definitions that a program refers to in the user's files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from specc.ir.program import Program
from specc.ir.user_code import InlinedDefinition, UserReference


def transform(program: Program) -> Program:
    """User code is in the program, as text in which names are symbols, and no file is needed any more."""
    references = tuple(dict.fromkeys(_references(program)))
    if not references:
        return program
    from specc.inline.copies import copy_references  # with libcst, which takes time to import

    code, targets = copy_references(references)
    definitions = {
        reference: InlinedDefinition(reference.name, target, reference.origin, reference.section)
        for reference, target in zip(references, targets, strict=True)
    }
    changed: Program = _replaced(program, definitions)
    return dataclasses.replace(changed, user_code=code)


def postcondition(program: Program) -> bool:
    """Nothing refers to a file."""
    return not any(_references(program))


def _references(node: object) -> Iterator[UserReference]:
    if isinstance(node, UserReference):
        yield node
    else:
        for child in _children(node):
            yield from _references(child)


def _children(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield getattr(node, field.name)


def _replaced(node: Any, definitions: Mapping[UserReference, InlinedDefinition]) -> Any:
    """A node with definitions in place of the references in it."""
    if isinstance(node, UserReference):
        return definitions[node]
    if not any(_references(node)):
        return node
    if isinstance(node, tuple):
        return tuple(_replaced(item, definitions) for item in node)
    changes = {
        field.name: _replaced(getattr(node, field.name), definitions)
        for field in dataclasses.fields(node)
    }
    return dataclasses.replace(node, **changes)
