"""Examples that are sequences of tokens, each with its length."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.column import Column
from specc.ir.data import Data
from specc.ir.expr import Expr
from specc.ir.source import Source
from specc.ir.tokens import Codec


@dataclass(frozen=True)
class PaddedColumn(Column):
    """Something for each token of an example; the end is padding if there are fewer than the context."""

    @property
    def batch_shape(self) -> str:
        """See `Column.batch_shape`."""
        return "(n, context)"


@dataclass(frozen=True)
class TokenRowSource(Source):
    """Sequences of tokens; each type has a subclass.

    Attributes:
        unit: what a token is: "character", "byte" or "token".
        codec: how text becomes tokens.
    """

    unit: str = dataclasses.field(kw_only=True)
    codec: Codec = dataclasses.field(kw_only=True)


@dataclass(frozen=True)
class TokenRows(Data):
    """Sequences of tokens, cut off or padded to one length.

    Attributes:
        context: that length.
    """

    inputs_as_read: ClassVar[bool] = True
    casts_inputs: ClassVar[bool] = False
    context: Expr = dataclasses.field(kw_only=True)

    @property
    def asked(self) -> str:
        """What the model is asked for: a label of an example, or of each token, or something else."""
        return "labels" if self.per_token else "label"

    @property
    def tokens(self) -> TokenRowSource:
        """The source."""
        assert isinstance(self.source, TokenRowSource)
        return self.source

    @property
    def per_token(self) -> bool:
        """See `Data.per_token`."""
        return self.target is not None and isinstance(self.target.column, PaddedColumn)

    @property
    def given(self) -> tuple[str, ...]:
        """See `Data.given`."""
        return ("length",)
