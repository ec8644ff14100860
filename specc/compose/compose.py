"""Composes the nodes of a page from sections and features.

A section contributes the nodes that every trainer with it has. A feature, a file in `features/`,
contributes nodes of its own, and may rewrite expressions of others (`rewrite`), as a loss scale multiplies
the loss. Neither knows of any other: the order of what they add to a slot is declared in their templates.
"""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from specc.compose import (
    augmentation,
    checkpoints,
    data,
    export,
    features,
    head,
    init_from,
    kernels,
    loss,
    measures,
    model,
    multi_network_step,
    optimizer,
    run,
    sampling,
    sinks,
    step,
    workdir,
)
from specc.compose.features import single
from specc.ir.node import Renderable
from specc.ir.program import Program

BEFORE = (head, model, loss, optimizer, augmentation)
AFTER = (sampling, data, workdir, sinks, checkpoints, init_from, export, measures, run, kernels)
"""The sections in the order of the page; the training step is between them."""


def compose(program: Program, *, file_name: str) -> tuple[Renderable, ...]:
    """All nodes of a trainer; `file_name` is what people call it by."""
    nodes: list[Renderable] = [head.page(program, file_name)]
    if len(program.updates) > 1:
        found = (*BEFORE, multi_network_step, *AFTER, *_members(features))
    else:
        found = (*BEFORE, step, *AFTER, *_members(features, single))
    for contributor in found:
        nodes += contributor.nodes(program)
    for contributor in found:
        if hasattr(contributor, "rewrite"):
            nodes = [contributor.rewrite(node, program) for node in nodes]
    return tuple(_merged(nodes))


def _merged(nodes: Iterable[Renderable]) -> Iterator[Renderable]:
    """Merges equal nodes of several features, with the origins of all of them."""
    found: list[Any] = []
    node: Any
    for node in nodes:
        for number, other in enumerate(found):
            if type(other) is type(node) and dataclasses.replace(other, origin=node.origin) == node:
                origins = dict.fromkeys((*other.origin.split(), *node.origin.split()))
                found[number] = dataclasses.replace(other, origin=" ".join(origins))
                break
        else:
            found.append(node)
    yield from found


def _members(*packages: ModuleType) -> Iterator[ModuleType]:
    """The modules of packages, by their names."""
    found = {
        module.name: f"{package.__name__}.{module.name}"
        for package in packages
        for module in pkgutil.iter_modules(package.__path__)
        if not module.ispkg
    }
    for _, name in sorted(found.items()):
        yield importlib.import_module(name)
