"""Builds Config from the settings and their bounds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import get_args

from specc.ir.expr import Expr, Setting, walk
from specc.ir.node import WithOrigin
from specc.ir.program import Program
from specc.ir.settings import (
    Bounds,
    Check,
    Config,
    Derived,
    DivisibilityCheck,
    Field,
    Group,
    ItemDivisibilityCheck,
    MinimumCheck,
)
from specc.ir.tree import outermost

_WIDTH, _NARROW = 50, 33
"""Of the names in a check: what its condition leaves of a line, without an upper bound or with one."""


def transform(program: Program) -> Program:
    """Config is complete: grouped fields, derived properties, and checks."""
    program = dataclasses.replace(program, derived=tuple(_used(program)))
    program = dataclasses.replace(program, fields=tuple(_extensible(program)))
    groups = tuple(
        tuple(field for field in program.fields if field.group == group)
        for group in get_args(Group)
    )
    relations = (*_relations(program), *program.cross_checks)
    config = Config(groups, program.derived, tuple(_checks(groups)), relations)
    return dataclasses.replace(program, config=config)


def postcondition(program: Program) -> bool:
    """Every setting that the program reads is defined once."""
    if program.config is None:
        return False
    groups, derived = program.config.groups, program.config.derived
    defined = [field.name for group in groups for field in group] + [item.name for item in derived]
    read = set(_read(expressions(program)))
    return len(set(defined)) == len(defined) and read <= set(defined)


def expressions(tree: object) -> Iterator[Expr]:
    """Every outermost expression in a tree of nodes."""
    return outermost(tree, get_args(Expr))


def _used(program: Program) -> Iterator[Derived]:
    """Derived quantities without those that nothing reads and nothing needs."""
    for item in program.derived:
        others = dataclasses.replace(
            program, derived=tuple(x for x in program.derived if x != item)
        )
        if not item.optional or item.name in _read(expressions(others)):
            yield item


def _extensible(program: Program) -> Iterator[Field]:
    """The settings; the length of the run may differ on resuming if nothing that is trained reads it."""
    trained = dataclasses.replace(
        program, fields=(), derived=(), run=dataclasses.replace(program.run, events=())
    )
    read = set(_read(expressions(trained)))
    for item in reversed(program.derived):  # which read only those before them
        if item.name in read:
            read |= set(_read([item.value]))
    for field in program.fields:
        free = field.ignored_on_resume or (field.is_length and not read & {"steps", field.name})
        yield dataclasses.replace(field, ignored_on_resume=free)


def _read(found: Iterable[Expr]) -> Iterator[str]:
    """The names of settings in expressions."""
    nodes = (node for expr in found for node in walk(expr))
    return (node.name for node in nodes if isinstance(node, Setting))


def _checks(groups: tuple[tuple[Field, ...], ...]) -> Iterator[Check]:
    """A check for all settings of a paragraph that have the same bounds, or as many as fit on a line."""
    for group in groups:
        found: dict[Bounds, list[WithOrigin]] = {}
        for field in group:
            if field.bounds is not None:
                plain = dataclasses.replace(field.bounds, divides=None)
                found.setdefault(plain, []).append(WithOrigin(field.name, field.origin))
        for bounds, names in found.items():
            for some in _lines(names, _WIDTH if bounds.high is None else _NARROW):
                yield Check(tuple(some), bounds, some[0].origin)


def _lines(names: list[WithOrigin], width: int) -> Iterator[list[WithOrigin]]:
    """Names in order, as many at a time as fit on a line."""
    some: list[WithOrigin] = []
    for name in names:
        if some and len(" ".join(item.value for item in (*some, name))) > width:
            yield some
            some = []
        some.append(name)
    yield some


def _relations(program: Program) -> Iterator[DivisibilityCheck | MinimumCheck]:
    """Checks between settings, which run after those of single settings: derived values divide by them."""
    tuples = {field.name for field in program.fields if isinstance(field.default, tuple)}
    for field in program.fields:
        if field.bounds is not None and (dividend := field.bounds.divides) is not None:
            check = ItemDivisibilityCheck if dividend in tuples else DivisibilityCheck
            yield check(field.name, dividend, field.origin)
    for item in program.derived:
        if item.bounds is not None:
            yield MinimumCheck(item.name, int(item.bounds.low), item.origin)
