"""How fast a run trains, and which share that is of what the device can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Measure
from specc.ir.expr import DictExpr, Expr, Literal, Name, Setting
from specc.ir.model import Remat
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program
from specc.ir.transformer_options import RematBlocks
from specc.ir.tree import outermost

_GPUS = {
    # device kind: TFLOPs per second in bfloat16 or float16, and of float32 in tensor cores (TF32)
    "NVIDIA A100": (312, 156),
    "NVIDIA H100 80GB HBM3": (989, 494.5),
    "NVIDIA H100 PCIe": (756, 378),
    "NVIDIA H100 NVL": (835, 417.5),
    "NVIDIA H200 NVL": (835, 417.5),
    "NVIDIA H200": (989, 494.5),
}
_TPUS = {"TPU v4": 275, "TPU v5 lite": 197, "TPU v5": 459, "TPU v6 lite": 918}
"""TFLOPs per second in bfloat16, in which XLA multiplies float32 there as well."""


@dataclass(frozen=True, kw_only=True)
class Stopwatch(Node):
    """What times calls.

    Attributes:
        unit: the name of the rate besides that of steps.
        per_step: how many of these a step has.
        pauses: whether something other than training follows a step.
    """

    template: ClassVar[str] = "run/throughput/stopwatch"
    unit: str
    per_step: Expr
    pauses: Expr


@dataclass(frozen=True, kw_only=True)
class PausesAfter(Node):
    """The function that tells whether training pauses after a step for one of several things."""

    template: ClassVar[str] = "run/throughput/pauses_after"


@dataclass(frozen=True, kw_only=True)
class PausesAfterSome(PausesAfter):
    """The same where there are also pauses at given steps; `others` is the result for a `step`."""

    template: ClassVar[str] = "run/throughput/pauses_after_some"
    others: Expr


@dataclass(frozen=True, kw_only=True)
class Utilization(Node):
    """What tells the share of a device's peak.

    Attributes:
        products: what is multiplied, at these peaks.
        peaks: FLOPs per second, by how a device's kind begins.
    """

    template: ClassVar[str] = "run/throughput/utilization"
    products: str
    peaks: DictExpr


@dataclass(frozen=True, kw_only=True)
class Recomputed(Node):
    """How blocks are counted that the backward pass computes again."""

    template: ClassVar[str] = "run/throughput/recomputed"


@dataclass(frozen=True, kw_only=True)
class Convolutions(Node):
    """How convolutions are counted."""

    template: ClassVar[str] = "run/throughput/convolutions"


def nodes(program: Program, measure: Measure) -> Iterator[Renderable]:
    """See `specc.compose.measures.writer`; the share of the peak is none of a trainer for CPUs."""
    origin = measure.origin
    pauses, function = _pauses(program, origin)
    yield Stopwatch(
        unit=f"{program.data.unit}_per_second",
        per_step=Setting(program.data.per_step),
        pauses=pauses,
        origin=origin,
    )
    if function is not None:
        yield function
    if program.machine == "cpu":
        return
    dtype, peaks = _peaks(program)
    yield Utilization(products=dtype, peaks=peaks, origin=origin)
    models = tuple(network.model for network in program.networks)
    nodes_of_models = models, tuple(tuple(model.additions) for model in models)
    if any(True for _ in outermost(nodes_of_models, (Remat, RematBlocks))):
        yield Recomputed(origin=f"{origin} model.remat")
    if any(model.uses_xla_convolutions for model in models):
        yield Convolutions(origin=f"{origin} model")


def _pauses(program: Program, origin: str) -> tuple[Expr, PausesAfter | None]:
    """Whether training pauses after a step, and the function that tells, if it takes one."""
    events = program.run.events
    intervals = tuple(dict.fromkeys(event.variable for event in events if event.variable))
    others = [event.pauses for event in events if event.pauses is not None]
    if not intervals and not others:
        return Name("logged"), None
    if len(intervals) == 1 and not others:
        return pattern(f"logged or step % {intervals[0]} == 0"), None
    if not others:
        return pattern(f"logged or pauses_after(step, {', '.join(intervals)})"), PausesAfter(
            origin=origin
        )
    names = [f"x{number}" for number in range(len(others))]
    whole = pattern(" or ".join([*names, "any(step % interval == 0 for interval in intervals)"]))
    result = substitute(whole, **dict(zip(names, others, strict=True)))
    function = PausesAfterSome(others=result, origin=origin)
    return pattern(f"logged or pauses_after({', '.join(('c', 'step', *intervals))})"), function


def _peaks(program: Program) -> tuple[str, DictExpr]:
    """What is multiplied, and the peaks of devices that it can be multiplied on."""
    precision = program.precision
    half = (
        next((x for x in (precision.compute, precision.params) if x), None) if precision else None
    )
    peaks: dict[str, float] = {}
    if program.machine != "tpu":
        peaks |= {name: pair[half is None] for name, pair in _GPUS.items()}
    if program.machine != "gpu" and (half is None or half.name == "bfloat16"):
        peaks |= _TPUS
    products = f"in {half.name}" if half else "of float32 as XLA multiplies it by default"
    items = tuple((Literal(name), Literal(peak * 1e12)) for name, peak in peaks.items())
    return products, DictExpr(items)
