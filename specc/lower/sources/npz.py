"""Arrays in a file of NumPy's."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import Expr
from specc.language.file import name_of
from specc.language.sources.npz import Npz as SpecBlock
from specc.lower.source_context import SourceContext


@dataclass(frozen=True)
class Npz(Source):
    """A file, and the names of its arrays."""

    path: Expr
    inputs: str
    targets: str
    weight: str | None

    @property
    def arrays(self) -> tuple[tuple[str, str], ...]:
        """What each is called here, and in the file."""
        arrays = (self.inputs, self.targets, *([self.weight] if self.weight is not None else []))
        return tuple(zip(self.names, arrays, strict=True))


def lower(spec: SpecBlock, context: SourceContext) -> Npz:
    """The file is a setting, so that a copy elsewhere will do."""
    path = context.file("data", spec.path, "the data: an .npz file", "data.source.path")
    return Npz(
        template="npz",
        noun_phrase=f"the examples of {name_of(spec.path)}",
        origin="data.source",
        path=path,
        inputs=spec.inputs,
        targets=spec.targets,
        weight=spec.weight,
        has_weights=spec.weight is not None,
    )
