"""The end of a run whose evaluations no longer improve, and what it ends with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.features.best import SavedBeside
from specc.compose.workdir import Identity
from specc.fast_dataclasses import dataclass
from specc.ir.checkpoints import Checkpoints
from specc.ir.early_stopping import EarlyStopping
from specc.ir.event import LastStepEvent
from specc.ir.expr import Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.run import Rows


@dataclass(frozen=True, kw_only=True)
class Saved(Node):
    """What depends on it that it is saved; `key` is what it is called in the metadata of checkpoints."""

    template: ClassVar[str] = "events/early_stopping/saved"
    key: str


@dataclass(frozen=True, kw_only=True)
class LastStep(Node):
    """The line that says whether a step is the last."""

    template: ClassVar[str] = "events/early_stopping/last_step"


@dataclass(frozen=True, kw_only=True)
class LastRow(Node):
    """The line that logs the means of the last steps."""

    template: ClassVar[str] = "events/early_stopping/last_row"


@dataclass(frozen=True, kw_only=True)
class Unsaved(Node):
    """What ends the loop where nothing else does."""

    template: ClassVar[str] = "events/early_stopping/unsaved"


def _asked(program: Program) -> EarlyStopping | None:
    return next((event for event in program.run.events if isinstance(event, EarlyStopping)), None)


def nodes(program: Program) -> Iterator[Renderable]:
    """If the spec asks for it."""
    asked, events = _asked(program), program.run.events
    if asked is None:
        return
    if program.run.checkpoints is not None:
        yield SavedBeside(origin=asked.origin)
        yield Saved(key=_key(asked), origin=asked.origin)
    else:
        yield Unsaved(origin=asked.origin)
    if asked.divergence is not None:
        yield asked.divergence
    rows = any(isinstance(event, Rows) for event in events)
    if rows or any(isinstance(event, LastStepEvent) for event in events):
        yield LastStep(origin=asked.origin)
    if rows:
        yield LastRow(origin=asked.origin)


def _key(asked: EarlyStopping) -> str:
    return f"early_stopping_{asked.name}"


def rewrite(node: Renderable, program: Program) -> Renderable:
    """A run that has stopped is finished; what is done after the last step is done then."""
    asked = _asked(program)
    if asked is None:
        return node
    origin = asked.origin
    match node:
        case EarlyStopping() if program.run.checkpoints is not None:
            saved = pattern(
                "saved_beside(checkpoints, state).get(key, {})", key=Literal(_key(node))
            )
            restored = pattern("EarlyStopping(**saved)", saved=saved)
            return dataclasses.replace(node, restored=restored)
        case Checkpoints():
            finished = pattern("x or stopping.reason(c)", origin=origin, x=node.finished)
            interrupted = pattern("stop.is_set() and x", origin=origin, x=node.interrupted)
            goes_on = pattern("x and not stopping.reason(c)", origin=origin, x=node.goes_on)
            node = dataclasses.replace(
                node, goes_on=goes_on, finished=finished, interrupted=interrupted
            )
            if not (asked.restores and any(event.of_result for event in program.run.events)):
                return node
            best = pattern("restore(checkpoints, x, best.steps)[0]", origin=origin)
            return dataclasses.replace(node, ends_with=best)
        case Identity():
            begins = pattern("x and not stopping.reason(c)", origin=origin, x=node.begins)
            return dataclasses.replace(node, begins=begins)
        case LastStepEvent():
            node = dataclasses.replace(node, last=Name("last"))
            state = pattern("best_state(c, checkpoints, best, state)", origin=origin)
            return node.with_result(state) if asked.restores else node
    return node
