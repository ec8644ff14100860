"""What becomes of steps whose loss or gradient is not finite; without this, the first one raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from specc.compose.checkpoints import FirstNotFinite, Means
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Finite(Node):
    """Tells whether a step was, and keeps the state before it."""

    template: ClassVar[str] = "step/finite"


@dataclass(frozen=True, kw_only=True)
class SkipStep(Node):
    """Leaves the state as it was before a step that was not.

    Attributes:
        check_lines: assignments that determine whether the step is skipped.
        skipped: whether the run goes on without it.
        counters: the fields of the state that count such steps.
    """

    template: ClassVar[str] = "step/skipping"
    check_lines: tuple[Line, ...]
    skipped: Expr
    counters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Skipped(Node):
    """The field of the state that counts skipped steps."""

    template: ClassVar[str] = "step/skipped"


@dataclass(frozen=True, kw_only=True)
class SkippingMeans(Node):
    """What is averaged between two rows of the log, without skipped steps."""

    template: ClassVar[str] = "run/skipping_means"
    search: FirstNotFinite


@dataclass(frozen=True, kw_only=True)
class Dump(Node):
    """Writes the state before the step that stops a run, and its batch.

    Attributes:
        good: whether a step does not stop it.
    """

    template: ClassVar[str] = "step/dump"
    good: Expr


def nodes(program: Program) -> Iterator[Renderable]:
    """If the spec asks for a policy, or has a loss scale, whose overflows are to be expected."""
    guard, scaled = program.guard, _scale_origin(program)
    origins = program.skip_origin
    good = pattern("finite | overflow") if scaled else pattern("finite")
    if guard.dumps or origins:
        yield Finite(origin=origins or guard.origin)
    if guard.max_skipped is not None:
        yield Skipped(origin=guard.origin)
    if origins:
        check_lines: list[Line] = []
        skipped: list[str] = []
        counters: list[str] = []
        if scaled:
            check_lines += _overflow(scaled)
            skipped.append("overflow")
            counters.append("loss_scale")
        if guard.max_skipped is not None:
            count = pattern("jnp.where(good, 0, before.skipped + 1)", good=good)
            line = Line(names=("skipped",), value=count, comment="in a row", origin=guard.origin)
            check_lines.append(line)
            skipped.append("((skipped > 0) & (skipped <= most))")
            counters.append("skipped")
        condition = pattern(" | ".join(skipped))
        yield SkipStep(
            check_lines=tuple(check_lines),
            skipped=condition
            if guard.max_skipped is None
            else substitute(condition, most=guard.max_skipped),
            counters=tuple(counters),
            origin=origins,
        )
    if guard.dumps:
        yield Dump(good=pattern("before.finite & good", good=good), origin=guard.origin)


def rewrite(node: Renderable, program: Program) -> Renderable:
    """Means leave out what is skipped."""
    if not isinstance(node, Means) or not program.skip_origin:
        return node
    bad = pattern("~np.isfinite(x) & ~skipped")
    return SkippingMeans(search=replace(node.search, bad=bad), origin=node.origin)


def _scale_origin(program: Program) -> str:
    scale = program.precision.loss_scale if program.precision else None
    return scale.origin if scale else ""


def _overflow(origin: str) -> Iterator[Line]:
    """An overflow: gradients are not finite, but the loss is, at a scale of at least 1."""
    scale = pattern("update_loss_scale(before.loss_scale, finite, ...)")
    yield Line(names=("loss_scale",), value=scale, origin=origin)
    overflow = pattern('~finite & jnp.isfinite(metrics["loss"]) & (loss_scale.value >= 1)')
    yield Line(names=("overflow",), value=overflow, origin=origin)
