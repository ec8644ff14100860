"""The settings of the run, in the order of the page, with their checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import get_args

from specc.ir.expr import Expr, Setting, is_expr, walk
from specc.ir.program import Program
from specc.ir.settings import Check, Config, Derived, Field, Group

_READ_BY_EVERY_TRAINER = {"workdir", "seed", "batch_size", "steps", "steps_per_epoch"}


def transform(program: Program) -> Program:
    """Config is complete: fields in paragraphs, what follows from them, and a check of each."""
    groups = tuple(
        tuple(field for field in program.fields if field.group == group)
        for group in get_args(Group)
    )
    config = Config(groups, program.derived, _checks(program.fields), _checks(program.derived))
    return dataclasses.replace(program, config=config)


def holds(program: Program) -> bool:
    """Every setting that the program reads is defined once, and every one defined is read."""
    if program.config is None:
        return False
    groups, derived = program.config.groups, program.config.derived
    defined = [field.name for group in groups for field in group] + [item.name for item in derived]
    nodes = (node for expr in expressions(program) for node in walk(expr))
    read = {node.name for node in nodes if isinstance(node, Setting)}
    unique = len(set(defined)) == len(defined)
    return unique and read <= set(defined) <= read | _READ_BY_EVERY_TRAINER


def expressions(node: object) -> Iterator[Expr]:
    """Every outermost expression in a tree of nodes."""
    if is_expr(node):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from expressions(item)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from expressions(getattr(node, field.name))


def _checks(items: tuple[Field, ...] | tuple[Derived, ...]) -> tuple[Check, ...]:
    """What is derived divides by what is given, so each kind is checked when the other is sound."""
    return tuple(Check(item.name, item.bounds) for item in items if item.bounds is not None)
