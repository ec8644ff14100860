"""What the functions share that draw samples, whatever the sampler."""

from __future__ import annotations

from specc.compose.dequantization import dequantization_of
from specc.compose.forward import EvaluatedNetwork
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class SampleFunction(EvaluatedNetwork):
    """A function that draws; `shape` is that of a sample."""

    shape: tuple[int, ...]

    @property
    def noun(self) -> str:
        """What samples are."""
        return "Images" if len(self.shape) > 1 else "Points"

    @property
    def extents(self) -> str:
        """The shape of what it returns."""
        return ", ".join(map(str, ("count", *self.shape)))

    @property
    def literal_shape(self) -> Expr:
        """The shape of a sample, as an argument."""
        return pattern(str(self.shape))


def in_units(program: Program, x: Expr) -> Expr:
    """Samples as in the data, of those that the model gives."""
    if (dequantized := dequantization_of(program)) is not None:
        return pattern("quantize(x, ...)", x=x, origin=dequantized.origin)
    normalization = program.data.normalization
    if not normalization.statistics:
        return x
    scaled = pattern("x * state.scaler.std + state.scaler.mean", origin=normalization.origin)
    return substitute(scaled, x=x)


def finished(program: Program, sampler: Sampler, drawn: Expr) -> tuple[tuple[Line, ...], Expr]:
    """The same of what is drawn by a long expression, which has a line of its own if it is not all."""
    x = Name("x")
    if in_units(program, x) is x:
        return (), drawn
    line = Line(names=("x",), value=drawn, origin=sampler.origin)
    return (line,), in_units(program, x)
