"""What models of sequences have in common."""

from __future__ import annotations

from specc.ir.column import Column
from specc.ir.expr import Setting
from specc.ir.series import Series
from specc.ir.settings import Bounds
from specc.ir.tokens import TokenData
from specc.language.sequence_model import SequenceModel
from specc.lower.settings import Settings
from specc.lower.sizes import size


def series_of(column: Column) -> Series:
    """The size of the series in a column, which a rule has seen to be series."""
    time, *channels = column.shape
    return Series(column.name, time, channels[0] if channels else 1, plain=not channels)


def lower_context(spec: SequenceModel, data: TokenData, settings: Settings) -> Setting:
    """The length of a window, which a rule has seen to."""
    assert spec.context is not None, "a rule has seen to it"
    bounds = Bounds(1, data.most_context, high_open=True)
    return size(settings, "context", spec.context, f"{data.plural} of a window", bounds)
